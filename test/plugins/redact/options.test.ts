import { expect } from 'chai'
import { checkedOptions, redactOptions } from '../../../plugins/redact/options.ts'

const validate = async (value: unknown) => {
  const { issues = [] } = await redactOptions['~standard'].validate(value)
  return issues.map(({ message, path = [] }) => `${path.map(String).join('.')}: ${message}`)
}

describe('the options of redact', () => {
  it('may be left out, all or some', async () => {
    expect(await validate(undefined)).to.deep.equal([])
    expect(
      await validate({
        secrets: false,
        emails: true,
        phones: undefined,
        patterns: { ticket: /T-\d+/, other: 'O-\\d+' },
        dictionary: ['Initech'],
        allow: ['a@b.example', /x/],
      }),
    ).to.deep.equal([])
    expect(await validate({ dictionary: { words: ['Initech'], caseSensitive: true } })).to.deep.equal([])
  })

  it('are refused by name, with what they may be', async () => {
    const rows: readonly (readonly [unknown, string])[] = [
      [7, ': the options must be an object'],
      [{ emails: 'yes' }, 'emails: must be true or false'],
      [{ patterns: [] }, 'patterns: must be an object such as { ticket: /TICKET-\\d+/ }'],
      [
        { patterns: { Ticket: /x/ } },
        'patterns.Ticket: a name is up to 16 small letters and digits, and not "text"',
      ],
      [
        { patterns: { text: /x/ } },
        'patterns.text: a name is up to 16 small letters and digits, and not "text"',
      ],
      [{ patterns: { a: 7 } }, 'patterns.a: must be a regular expression'],
      [{ patterns: { a: /x*/ } }, 'patterns.a: must not match an empty text'],
      [
        { dictionary: 'Initech' },
        "dictionary: must be a list of words, or { words: ['Initech'], caseSensitive: true }",
      ],
      [{ dictionary: ['a', ''] }, 'dictionary.1: must be a word'],
      [
        { dictionary: { words: ['a'], casesensitive: true } },
        'dictionary.casesensitive: unknown; did you mean "caseSensitive"?',
      ],
      [{ dictionary: { words: ['a'], caseSensitive: 1 } }, 'dictionary.caseSensitive: must be true or false'],
      [{ allow: 'x' }, 'allow: must be a list of texts and regular expressions'],
      [{ allow: [7] }, 'allow.0: must be a text or a regular expression'],
      [{ email: true }, 'email: unknown; did you mean "emails"?'],
      [{ toolDescription: true }, 'toolDescription: unknown; did you mean "toolDescriptions"?'],
    ]
    for (const [given, expected] of rows) expect(await validate(given)).to.deep.equal([expected])
    const [broken] = await validate({ patterns: { a: '(' } })
    expect(broken).to.match(/^patterns\.a: Invalid regular expression/)
    const [strange] = await validate({ zzzzzzzz: true })
    expect(strange).to.match(/^zzzzzzzz: unknown; known are secrets, emails,/)
  })

  it('have defaults: secrets and nothing else', () => {
    expect(checkedOptions({})).to.deep.equal({
      secrets: true,
      emails: false,
      phones: false,
      cards: false,
      ibans: false,
      patterns: [],
      dictionary: { words: [], caseSensitive: false },
      allow: [],
      toolDescriptions: false,
    })
  })

  it('search with expressions everywhere, and know where a group is', () => {
    const { patterns } = checkedOptions({ patterns: { a: /x/iy, b: '(?<secret>x)' } })
    expect(patterns.map(([, { flags }]) => flags)).to.deep.equal(['gi', 'dg'])
  })
})
