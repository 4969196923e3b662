import { expect } from 'chai'
import { privateKeys } from 'claudecodex'
import { assignments, authorizations, entropyOf, urlPasswords } from '../../../plugins/redact/contexts.ts'
import { contextCanaries, drawn, privateKey } from './support.ts'

const rules = [privateKeys, urlPasswords, authorizations, assignments]
const found = (text: string) =>
  rules.flatMap(rule => rule(text).map(({ start, end, kind }) => [kind, text.slice(start, end)] as const))

describe('secrets that their surroundings tell', () => {
  for (const { kind, secret, text } of contextCanaries) {
    it(`are found in ${JSON.stringify(text.slice(0, 40))}`, () =>
      expect(found(`before\n${text}\nbehind`)).to.deep.equal([[kind, secret]]))
  }

  it('are private keys also with line numbers, escaped breaks, and without an end', () => {
    const lines = privateKey.split('\n')
    for (const text of [
      lines.map((line, index) => `${index + 1}→${line}`).join('\n'),
      lines.join('\\n'),
      lines.slice(0, 2).join('\n'),
    ]) {
      const [[kind, value] = []] = found(text)
      expect(kind).to.equal('privatekey')
      expect(value).to.include(lines[1])
    }
  })

  it('are values in YAML, INI, headers and code', () => {
    for (const text of [
      'password: q8Zr4TmW2xKp',
      'api_key=q8Zr4TmW2xKp',
      'x-api-key: q8Zr4TmW2xKp',
      'const apiKey = "q8Zr4TmW2xKp"',
      "{ 'access_key': 'q8Zr4TmW2xKp' }",
      'Authorization: Basic q8Zr4TmW2xKp',
      'MY_TOKEN=q8Zr4TmW2xKp',
      'docker run -e APP_SECRET=q8Zr4TmW2xKp image',
    ]) {
      expect(
        found(text).map(([, value]) => value),
        text,
      ).to.deep.equal(['q8Zr4TmW2xKp'])
    }
  })

  it('are not what stands for one, yields one, or is about one', () => {
    for (const text of [
      'API_KEY=your-api-key-here',
      'API_KEY=$OTHER_KEY_NAME',
      `API_KEY=$${'{SECRET}'}`,
      'SECRET=<your secret>',
      'TOKEN=***********',
      'MAX_TOKENS=200000',
      'TOKEN_LIMIT=1000000',
      'const token = process.env.GITHUB_TOKEN_2',
      'apiKey: config.keys.openai1,',
      'password: string',
      'const key = `user:name 2`',
      'token: CreateOAuth2TokenRequest',
      'the password is good',
      'Bearer authentication is what most servers want',
      'https://user:<password>@host.example',
      'https://host.example:8080/a@b',
      'git clone ssh://git@host.example:22/x.git',
      '-----BEGIN PRIVATE KEY----- stands at its beginning',
    ]) {
      expect(found(text), text).to.deep.equal([])
    }
  })
})

describe('entropy', () => {
  it('is low for words and repetitions, high for what is drawn', () => {
    expect(entropyOf('aaaa')).to.equal(0)
    expect(entropyOf('abab')).to.equal(1)
    expect(entropyOf(drawn(40))).to.be.above(4)
  })
})
