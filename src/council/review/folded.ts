/** Sees through spelling that only looks alike, so that words are found however they are dressed up. */

const invisible =
  /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u{e0000}-\u{e007f}]/gu

/** Cyrillic and Greek letters that look like Latin ones. */
const alike: Readonly<Record<string, string>> = {
  а: 'a',
  в: 'b',
  е: 'e',
  к: 'k',
  м: 'm',
  н: 'h',
  о: 'o',
  р: 'p',
  с: 'c',
  т: 't',
  у: 'y',
  х: 'x',
  і: 'i',
  ј: 'j',
  ѕ: 's',
  ԁ: 'd',
  ո: 'n',
  α: 'a',
  β: 'b',
  ε: 'e',
  ι: 'i',
  κ: 'k',
  ν: 'v',
  ο: 'o',
  ρ: 'p',
  τ: 't',
  υ: 'u',
  χ: 'x',
}

/** Lower case, without invisible characters, compatibility forms and letters of other scripts that pose as Latin. */
export const folded = (text: string): string =>
  // Most text is plain, and the rest of the work is for what is not.
  /^[\x00-\x7f]*$/.test(text)
    ? text.toLowerCase()
    : text
        .replace(invisible, '')
        .normalize('NFKC')
        .toLowerCase()
        .replace(/[\u0370-\u058f]/g, letter => alike[letter] ?? letter)
