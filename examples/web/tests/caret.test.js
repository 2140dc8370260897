import { expect, test } from "bun:test";
import { caretMover } from "../src/document/text/caret.ts";

/** `|` marks the caret. */
function moved(before, after) {
  const offset = before.indexOf("|");
  const at = caretMover(before.replace("|", ""), after)(offset);
  return `${after.slice(0, at)}|${after.slice(at)}`;
}

test("the caret stays behind the same character", () => {
  expect(moved("one\ntw|o", "zero\none\ntwo")).toBe("zero\none\ntw|o");
  expect(moved("o|ne\ntwo", "one\ntwo\nthree")).toBe("o|ne\ntwo\nthree");
  expect(moved("one\ntwo\nth|ree", "one\nthree")).toBe("one\nth|ree");
  expect(moved("tw|o", ">>two")).toBe(">>tw|o");
  expect(moved("tw|o", "two<<")).toBe("tw|o<<");
  expect(moved("two|", "the two")).toBe("the two|");
  expect(moved("one|", "one and more")).toBe("one| and more");
  expect(moved("😀|!", "a😀!")).toBe("a😀|!");
});

test("between two changes it stays in its place", () => {
  expect(moved("one\ntw|o\nthree", "ONE\nand\ntwo\nTHREE")).toBe("ONE\nand\ntw|o\nTHREE");
});

test("where its characters are gone it stays near", () => {
  expect(moved("one\n2|2\nthree", "one\nthree")).toBe("one\n|three");
  expect(moved("some|thing", "")).toBe("|");
});

test("it is always in the text", () => {
  const random = () => Array.from({ length: Math.floor(Math.random() * 12) }, () => "ab\n"[Math.floor(Math.random() * 3)]).join("");
  for (let round = 0; round < 5000; round += 1) {
    const [before, after] = [random(), random()];
    for (let offset = 0; offset <= before.length; offset += 1) {
      const at = caretMover(before, after)(offset);
      expect(at).toBeGreaterThanOrEqual(0);
      expect(at).toBeLessThanOrEqual(after.length);
    }
  }
});
