import { expect } from 'chai'
import fc from 'fast-check'
import {
  costText,
  countText,
  cut,
  lines,
  oneLine,
  pad,
  shortName,
  timeText,
  widthOf,
  wrap,
} from '../../../plugins/log/text.ts'
import { text } from '../../support/values.ts'

describe('text for a terminal', () => {
  describe('made safe to print', () => {
    const cases: [sentence: string, text: string, expected: string][] = [
      ['shows line ends as signs', 'cd a\n  npm test\r\n', 'cd a ↵ npm test'],
      ['makes one space of many', 'a\t\t b   c', 'a b c'],
      ['drops colours', '\u001B[31mred\u001B[0m \u009B1mbold', 'red bold'],
      ['drops cursor movements', 'a\u001B[2A\u001B[?25lb\u001B[2J', 'ab'],
      ['keeps what hides in a window title', '\u001B]0;rm -rf ~\u0007ls', ']0;rm -rf ~ls'],
      ['drops bells, backspaces and carriage returns', 'a\u0007b\u0008c\rd', 'abc ↵ d'],
      ['drops marks that turn text around', 'user\u202Etxt.exe\u2066', 'usertxt.exe'],
      ['keeps letters of every script', 'größe 解析 🙂', 'größe 解析 🙂'],
    ]
    for (const [sentence, given, expected] of cases) {
      it(sentence, () => expect(oneLine(given)).to.equal(expected))
    }

    it('is one printable line whatever it was', () => {
      fc.assert(fc.property(text({ maxLength: 200 }), given => !/[\p{Cc}\u2028\u2029]/u.test(oneLine(given))))
    })

    it('keeps lines where lines are wanted', () => {
      expect(lines('a\r\n\tb\u001B[1m\u2028c ')).to.deep.equal(['a', '  b', 'c'])
    })
  })

  describe('as a name in little room', () => {
    const cases: [name: string, width: number, shown: string][] = [
      ['general-purpose', 15, 'general-purpose'],
      ['general-purpose', 10, 'gene-purp'],
      ['general-purpose', 7, 'gen-pur'],
      ['general-purpose', 4, 'gp'],
      ['general-purpose', 1, 'g'],
      ['claude-code-guide', 7, 'claude…'],
      ['team:code reviewer', 8, 'te-co-re'],
      ['Explore', 6, 'Explo…'],
      ['Explore', 4, 'Expl'],
      ['Explore', 0, ''],
    ]
    for (const [name, width, shown] of cases) {
      it(`is ${shown || 'nothing'} of ${name} in ${width} cells`, () => {
        expect(shortName(name, width)).to.equal(shown)
      })
    }

    it('never takes more', () => {
      fc.assert(
        fc.property(text({ maxLength: 30 }), fc.nat(20), (given, width) => {
          expect(widthOf(shortName(oneLine(given), width))).to.be.at.most(width)
        }),
      )
    })
  })

  describe('measured in cells', () => {
    const cases: [text: string, width: number][] = [
      ['', 0],
      ['abc', 3],
      ['größe', 5],
      ['e\u0301', 1],
      ['解析', 4],
      ['ｆｕｌｌ', 8],
      ['한글', 4],
      ['🙂', 2],
      ['⚠', 1],
      ['⚠\uFE0F', 2],
      ['→…│✓', 4],
    ]
    for (const [given, width] of cases) {
      it(`gives ${JSON.stringify(given)} ${width}`, () => expect(widthOf(given)).to.equal(width))
    }
  })

  describe('cut to a width', () => {
    const cases: [text: string, width: number, expected: string][] = [
      ['abcdef', 6, 'abcdef'],
      ['abcdef', 5, 'abcd…'],
      ['abc def', 5, 'abc…'],
      ['解析器', 5, '解析…'],
      ['解析器', 4, '解…'],
      ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
      ['👩‍👩‍👧 family', 5, '…'],
      ['abcde\u0301fgh', 6, 'abcde\u0301…'],
      ['abcde\u0301fgh', 5, 'abcd…'],
      ['plain 解析器 text', 10, 'plain 解…'],
      ['abc', 1, '…'],
      ['abc', 0, ''],
      ['abc', -3, ''],
    ]
    for (const [given, width, expected] of cases) {
      it(`makes ${JSON.stringify(expected)} of ${JSON.stringify(given)} in ${width} cells`, () =>
        expect(cut(given, width)).to.equal(expected))
    }

    it('never fills more than it may', () => {
      fc.assert(
        fc.property(text(), fc.nat(30), (given, width) => widthOf(cut(oneLine(given), width)) <= width),
      )
    })
    it('is padded to exactly the width', () => {
      expect(pad('解析', 6)).to.equal('解析  ')
      expect(pad('12', 4, 'right')).to.equal('  12')
      fc.assert(
        fc.property(text(), fc.nat(30), (given, width) => widthOf(pad(oneLine(given), width)) === width),
      )
    })
  })

  describe('wrapped', () => {
    const cases: [text: string, width: number, expected: string[]][] = [
      ['', 10, ['']],
      ['the quick brown fox', 10, ['the quick', 'brown fox']],
      ['abcdefghijkl', 5, ['abcde', 'fghij', 'kl']],
      ['解析器解析器', 5, ['解析', '器解', '析器']],
    ]
    for (const [given, width, expected] of cases) {
      it(`breaks ${JSON.stringify(given)} after at most ${width} cells`, () =>
        expect(wrap(given, width)).to.deep.equal(expected))
    }

    it('loses nothing but spaces', () => {
      const bare = (given: string): string => given.replaceAll(' ', '')
      fc.assert(
        fc.property(text({ maxLength: 60 }), fc.integer({ min: 2, max: 20 }), (given, width) => {
          const line = oneLine(given)
          expect(bare(wrap(line, width).join(''))).to.equal(bare(line))
        }),
      )
    })
  })

  describe('of numbers', () => {
    const cases: [name: string, shown: string, expected: string][] = [
      ['812 tokens', countText(812), '812'],
      ['1,249 tokens', countText(1_249), '1.2k'],
      ['9,960 tokens', countText(9_960), '10k'],
      ['999,600 tokens', countText(999_600), '1.0M'],
      ['40 ms', timeText(40), '0.0s'],
      ['4.2 s', timeText(4_180), '4.2s'],
      ['42 s', timeText(42_400), '42s'],
      ['124 s', timeText(124_000), '2m04s'],
      ['90 min', timeText(5_400_000), '1h30m'],
      ['no cent', costText(0), '$0'],
      ['a hundredth of a cent', costText(0.0001), '<$.001'],
      ['half a cent', costText(0.0049), '$0.005'],
      ['one dollar', costText(0.9999), '$1.00'],
      ['120 dollars', costText(120.4), '$120'],
    ]
    for (const [name, shown, expected] of cases) {
      it(`writes ${name} as ${expected}`, () => expect(shown).to.equal(expected))
    }
  })
})
