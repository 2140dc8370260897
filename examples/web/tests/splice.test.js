import { expect, test } from "bun:test";
import { charactersOf, edit, spliceBetween, whereabouts } from "../src/document/text/splice.ts";

/** A list as a LiveList is one, and how many operations there were. */
class List {
  operations = 0;

  constructor(text) {
    this.characters = [...charactersOf(text)];
  }

  [Symbol.iterator]() {
    return this.characters[Symbol.iterator]();
  }

  insert(character, index) {
    if (index < 0 || index > this.characters.length) throw new Error(`no place ${index}`);
    this.operations += 1;
    this.characters.splice(index, 0, character);
  }

  delete(index) {
    if (index < 0 || index >= this.characters.length) throw new Error(`no character ${index}`);
    this.operations += 1;
    this.characters.splice(index, 1);
  }
}

function edited(now, before, after) {
  const list = new List(now);
  edit(list, before, after);
  return list.characters.join("");
}

const random = (most) => Math.floor(Math.random() * most);
// Few different characters, so that many are equal.
const randomText = () => Array.from({ length: random(12) }, () => "ab\n"[random(3)]).join("");

test("what is typed is as many operations as characters", () => {
  for (const [before, after, operations] of [["one", "one!", 1], ["one", "ne", 1], ["one", "o one", 2], ["one", "one", 0], ["😀", "😀😀", 1]]) {
    const list = new List(before);
    edit(list, before, after);
    expect(list.characters.join("")).toBe(after);
    expect(list.operations).toBe(operations);
  }
});

test("where nobody else does anything the text becomes what was typed", () => {
  for (let round = 0; round < 5000; round += 1) {
    const [before, after] = [randomText(), randomText()];
    expect(edited(before, before, after)).toBe(after);
  }
});

test("people who write in the same line both keep what they wrote", () => {
  expect(edited("one MM", "one", "one E")).toBe("one E MM");
  expect(edited("the one", "one", "one E")).toBe("the one E");
});

test("changes around one's own stay, wherever they are", () => {
  expect(edited("new\na\nb\nc\nd!", "a\nb\nc\nd", "a\nbN\nc\nd")).toBe("new\na\nbN\nc\nd!");
  expect(edited("b\nc\nd!", "a\nb\nc\nd", "a\nb\nc, mine\nd")).toBe("b\nc, mine\nd!");
  expect(edited("Xone two threeX", "one two three", "one 2 three")).toBe("Xone 2 threeX");
});

test("what others wrote in the middle of what one deletes stays", () => {
  expect(edited("one and two", "one two", "")).toBe("and ");
});

test("nothing that others wrote is ever lost, and all that was typed is there", () => {
  for (let round = 0; round < 5000; round += 1) {
    const base = randomText();
    // Others insert and delete; what they insert can be told from the rest.
    const theirs = new List(base);
    for (let change = 0; change < 3; change += 1) {
      if (random(2) === 0) theirs.insert("T", random(theirs.characters.length + 1));
      else if (theirs.characters.length > 0) theirs.delete(random(theirs.characters.length));
    }
    const now = theirs.characters.join("");
    const at = random(base.length + 1);
    const mine = `${base.slice(0, at)}MM${base.slice(at + random(3))}`;
    const result = edited(now, base, mine);
    const count = (text, character) => text.split(character).length - 1;
    expect(count(result, "T")).toBe(count(now, "T"));
    expect(result).toContain("MM");
  }
});

test("a character is found again, or is gone", () => {
  expect(whereabouts([..."abc"], [..."xabyc"])).toEqual([1, 2, 4]);
  expect(whereabouts([..."abc"], [..."ac"])).toEqual([0, null, 1]);
  for (let round = 0; round < 2000; round += 1) {
    const [before, after] = [[...randomText()], [...randomText()]];
    const places = whereabouts(before, after).flatMap((place, index) => (place === null ? [] : [{ place, index }]));
    places.forEach(({ place, index }) => expect(after[place]).toBe(before[index]));
    expect(places.map(({ place }) => place)).toEqual([...new Set(places.map(({ place }) => place))].sort((a, b) => a - b));
  }
});

test("texts with nothing in common are compared in no time", () => {
  const before = Array.from({ length: 5000 }, (_, index) => `a${index}`);
  const after = Array.from({ length: 5000 }, (_, index) => `b${index}`);
  expect(whereabouts(before, after).every((place) => place === null)).toBe(true);
  expect(spliceBetween(before, after)).toEqual({ at: 0, remove: 5000, insert: after });
});
