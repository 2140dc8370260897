import { expect, test } from "bun:test";
import { applySplice, diffLines, rebase } from "../src/document/text/lines.ts";

/** The list operations of a LiveList on an array, and how many there were. */
function listOf(lines) {
  const list = { lines: [...lines], operations: 0 };
  const counted = (change) => {
    list.operations += 1;
    change();
  };
  list.set = (index, line) => counted(() => (list.lines[index] = line));
  list.insert = (line, index) => counted(() => list.lines.splice(index, 0, line));
  list.delete = (index) => counted(() => list.lines.splice(index, 1));
  return list;
}

function applied(lines, splice) {
  const list = listOf(lines);
  applySplice(list, splice);
  return list;
}

// Few different lines, so that many are equal.
const randomLines = () => Array.from({ length: Math.floor(Math.random() * 6) }, () => "abc"[Math.floor(Math.random() * 3)]);

test("a change of one line is one operation", () => {
  const before = ["one", "two", "three"];
  for (const after of [["one", "TWO", "three"], ["one", "two", "and", "three"], ["one", "three"], ["zero", ...before], [...before, "four"]]) {
    const list = applied(before, diffLines(before, after));
    expect(list.lines).toEqual(after);
    expect(list.operations).toBe(1);
  }
});

test("a line that is split is set, and its rest inserted", () => {
  const splice = diffLines(["ab", "c"], ["a", "b", "c"]);
  expect(splice).toEqual({ at: 0, remove: 1, insert: ["a", "b"] });
  expect(applied(["ab", "c"], splice).operations).toBe(2);
});

test("the difference of any two texts makes one of the other", () => {
  for (let round = 0; round < 5000; round += 1) {
    const [before, after] = [randomLines(), randomLines()];
    expect(applied(before, diffLines(before, after)).lines).toEqual(after);
  }
});

test("changes of different lines both stay", () => {
  const base = ["one", "two", "three", "four"];
  const mine = ["one", "two", "three", "four, mine"];
  const cases = [
    [["ONE", "two", "three", "four"], ["ONE", "two", "three", "four, mine"]],
    [["zero", ...base], ["zero", "one", "two", "three", "four, mine"]],
    [["three", "four"], ["three", "four, mine"]],
    [[...base, "five"], ["one", "two", "three", "four, mine", "five"]],
  ];
  for (const [theirs, both] of cases) {
    const splice = rebase(diffLines(base, mine), diffLines(base, theirs));
    expect(applied(theirs, splice).lines).toEqual(both);
  }
});

test("of two changes of the same line the later one stays", () => {
  const splice = rebase(diffLines(["a", "b"], ["a", "mine"]), diffLines(["a", "b"], ["a", "theirs"]));
  expect(applied(["a", "theirs"], splice).lines).toEqual(["a", "mine"]);
});

test("a change always fits into the list that it meets", () => {
  for (let round = 0; round < 5000; round += 1) {
    const [base, mine, theirs] = [randomLines(), randomLines(), randomLines()];
    const { at, remove, insert } = rebase(diffLines(base, mine), diffLines(base, theirs));
    expect(at).toBeGreaterThanOrEqual(0);
    expect(at + remove).toBeLessThanOrEqual(theirs.length);
    expect(applied(theirs, { at, remove, insert }).lines).toHaveLength(theirs.length - remove + insert.length);
  }
});
