// Randomness that one seed repeats, and texts that are likely to be got wrong.

/** A generator of random choices; the same seed makes the same choices on every machine. */
export class Random {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** A number from 0 to 1, 1 excluded (mulberry32). */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number, both ends included. */
  int(low, high) {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability) {
    return this.next() < probability;
  }

  pick(list) {
    return list[this.int(0, list.length - 1)];
  }

  /** One of several makers, each with its weight: `weighted([3, () => a], [1, () => b])`. */
  weighted(...choices) {
    let at = this.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, make] of choices) {
      at -= weight;
      if (at < 0) return make();
    }
    return choices.at(-1)[1]();
  }

  shuffle(list) {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.int(0, i);
      [list[i], list[j]] = [list[j], list[i]];
    }
    return list;
  }
}

const PLAIN = [..."abcxyz019:-_/. "];
const ODD = [
  '"', "\\", "/", "<", "&", "\0", "\b", "\t", "\n", "\v", "\f", "\r", "\x1b", "\x1f", "\x7f", "\x80", "\x9f", "\xa0",
  "é", "e\u0301", "ß", "ж", "漢", "\u200d", "\u2028", "\u2029", "\ufeff", "\ufffd", "\uffff",
];
const ASTRAL = ["😀", "𝒳", "𐀀", "\u{10ffff}", "👩‍💻"];
const LONE = ["\ud800", "\udbff", "\udc00", "\udfff", "\ude00\ud83d"];

/** Keys that JavaScript moves to the front of an object, and their neighbours that it does not move. */
export const INTEGER_LIKE = ["0", "1", "2", "7", "10", "42", "100", "65536", "4294967293", "4294967294"];
const NEARLY_INTEGER = ["01", "-1", "-0", "1.0", "1e3", "+1", " 1", "4294967295", "4294967296", "9007199254740993"];
const INHERITED = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "length"];

/** Some characters of ASCII, seldom others. */
export function word(random, most = 8) {
  const atoms = random.weighted([6, () => PLAIN], [2, () => [...PLAIN, ...ODD]], [1, () => [...PLAIN, ...ASTRAL]]);
  return Array.from({ length: random.int(1, most) }, () => random.pick(atoms)).join("");
}

/** A text that is exactly so many UTF-16 units long: of ASCII or of astral characters. */
export function ofUnits(random, units) {
  const fill = random.chance(0.5) ? "a" : "😀";
  const odd = units % fill.length;
  const text = fill.repeat(Math.floor(units / fill.length));
  return random.chance(0.5) ? text + "a".repeat(odd) : "a".repeat(odd) + text;
}

/** A name as an id, a room, a group or a key may be. */
export function name(random) {
  return random.weighted(
    [60, () => word(random)],
    [10, () => random.pick(INTEGER_LIKE)],
    [5, () => random.pick(NEARLY_INTEGER)],
    [4, () => random.pick(INHERITED)],
    [6, () => random.pick(ASTRAL) + word(random, 3)],
    [6, () => word(random, 3) + random.pick(ODD) + word(random, 3)],
    [1, () => ofUnits(random, random.int(127, 129))],
    [1, () => random.pick(LONE) + (random.chance(0.5) ? word(random, 2) : "")],
  );
}

// What the coverage looks for in a text.
export const isIntegerLike = (text) => /^(0|[1-9]\d{0,9})$/.test(text) && Number(text) < 4294967295;
export const isAstral = (text) => /[\u{10000}-\u{10ffff}]/u.test(text);
export const isLone = (text) => !text.isWellFormed();
export const isInherited = (text) => INHERITED.includes(text);
export const hasControl = (text) => /[\0-\x1f\x7f]/.test(text);
