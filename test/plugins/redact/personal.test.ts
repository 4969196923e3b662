import { expect } from 'chai'
import { cards, emails, ibans, isIban, isLuhn, phones } from '../../../plugins/redact/personal.ts'
import { apart, type Rule } from '../../../plugins/redact/span.ts'

const found = (rule: Rule, text: string) => [
  ...apart(rule(text)).map(({ start, end }) => text.slice(start, end)),
]

describe('e-mail addresses', () => {
  it('are found among other signs', () => {
    for (const address of ['a@b.example', 'ada.lovelace+work@mail.example.org', 'x_1@sub.domain.co.uk']) {
      for (const text of [
        address,
        `<${address}>`,
        `mailto:${address}?subject=x`,
        `"${address}",`,
        `to ${address}.`,
      ]) {
        expect(found(emails, text), text).to.deep.equal([address])
      }
    }
  })
  it('are not files, users of repositories, packages or decorators', () => {
    for (const text of [
      'icon@2x.png',
      'git@host.example:a/b.git',
      'react@18.2.0',
      '@scope/name',
      '@Component',
      'a @ b.c',
    ]) {
      expect(found(emails, text), text).to.deep.equal([])
    }
  })
})

describe('telephone numbers', () => {
  it('are found as people write them', () => {
    for (const number of [
      '+49 171 555 0199',
      '+1 (415) 555-0132',
      '+441632960961',
      '(415) 555-0132',
      '415-555-0132',
      '030 5550199',
    ]) {
      expect(found(phones, `call ${number}, please`), number).to.deep.equal([number])
    }
  })
  it('are not dates, versions, sums and addresses', () => {
    for (const text of [
      '2026-11-26',
      '1.2.3.4',
      '10 + 20 = 30',
      '127.0.0.1:8082',
      '1 + 234',
      '12345678',
      '0.12345678',
    ]) {
      expect(found(phones, text), text).to.deep.equal([])
    }
  })
})

describe('numbers of cards', () => {
  it('are found where the last digit is right', () => {
    for (const number of [
      '4539148803436467',
      '4539 1488 0343 6467',
      '3782-822463-10005',
      '6011000990139424',
    ]) {
      expect(found(cards, `card ${number}.`), number).to.deep.equal([number])
    }
  })
  it('are not other numbers', () => {
    for (const text of [
      '4539148803436468',
      '1234567890123456',
      'id4539148803436467',
      '1700000000000',
      '4539 1488',
    ]) {
      expect(found(cards, text), text).to.deep.equal([])
    }
  })
  it('are checked by Luhn', () => {
    expect(isLuhn('79927398713')).to.equal(true)
    expect(isLuhn('79927398710')).to.equal(false)
    expect(isLuhn('')).to.equal(false)
  })
})

describe('account numbers', () => {
  it('are found in both ways of writing, whatever follows', () => {
    for (const number of [
      'DE89370400440532013000',
      'DE89 3704 0044 0532 0130 00',
      'GB82 WEST 1234 5698 7654 32',
      'NO93 8601 1117 947',
    ]) {
      for (const text of [number, `IBAN: ${number}, thanks`, `${number} BIC COBADEFF`]) {
        expect(found(ibans, text), text).to.deep.equal([number])
      }
    }
  })
  it('are not those with wrong check digits, lengths or countries', () => {
    for (const text of [
      'DE88370400440532013000',
      'DE8937040044053201300',
      'XX89370400440532013000',
      'DE89370400440532013000A',
    ]) {
      expect(found(ibans, text), text).to.deep.equal([])
    }
  })
  it('are checked by the remainder of 97', () => {
    expect(isIban('GB82WEST12345698765432')).to.equal(true)
    expect(isIban('GB82WEST1234569876543é')).to.equal(false)
  })
})
