import { expect } from 'chai'
import { Finder } from '../../../plugins/redact/finder.ts'
import { checkedOptions, type RedactOptions } from '../../../plugins/redact/options.ts'
import { Vault } from '../../../plugins/redact/vault.ts'
import { contextCanaries, key, personalCanaries, standIn, vendorCanaries } from './support.ts'

const find = (options: RedactOptions, text: string, vault = new Vault(key), own = false) =>
  new Finder(checkedOptions(options))
    .spans(text, vault, own)
    .map(({ start, end, kind }) => [kind, text.slice(start, end)])

const [token = ''] = vendorCanaries.npm ?? []

describe('the finder', () => {
  it('looks for secrets unless it is told not to', () => {
    expect(find({}, `a ${token} b`)).to.deep.equal([['npm', token]])
    expect(find({ secrets: false }, `a ${token} b`)).to.deep.equal([])
  })

  it('names a key by its vendor where an assignment tells it too', () => {
    expect(find({}, `NPM_TOKEN=${token}`)).to.deep.equal([['npm', token]])
    for (const { kind, secret, text } of contextCanaries) {
      expect(find({}, text)).to.deep.equal([[kind, secret]])
    }
  })

  for (const [option, { kind, secret }] of Object.entries(personalCanaries)) {
    it(`looks for ${option} where an option says so`, () => {
      expect(find({}, `it is ${secret}.`)).to.deep.equal([])
      expect(find({ [option]: true }, `it is ${secret}.`)).to.deep.equal([[kind, secret]])
    })
  }

  it('looks for patterns of a user’s own, whole or by their group', () => {
    const patterns = { ticket: /TICKET-\d+/, customer: String.raw`customer (?<secret>\w+)` }
    expect(find({ patterns }, 'TICKET-12 of customer acme')).to.deep.equal([
      ['ticket', 'TICKET-12'],
      ['customer', 'acme'],
    ])
  })

  it('looks for words as a whole, in any case unless case counts', () => {
    const dictionary = ['Ann', 'Ann Lee', 'C++ Corp.', 'Müller']
    expect(find({ dictionary }, 'ann, Ann Lee, Annual, MÜLLER, Müllerin, c++ corp. x')).to.deep.equal([
      ['word', 'ann'],
      ['word', 'Ann Lee'],
      ['word', 'MÜLLER'],
      ['word', 'c++ corp.'],
    ])
    expect(find({ dictionary: { words: ['Ann'], caseSensitive: true } }, 'ann Ann')).to.deep.equal([
      ['word', 'Ann'],
    ])
  })

  it('leaves what is allowed, as a text or by an expression that fits the whole', () => {
    const options = { emails: true, allow: ['a@b.example', /.*@open\.example/, /npm_/] }
    expect(find(options, `a@b.example x@open.example x@open.example.org ${token}`)).to.deep.equal([
      ['email', 'x@open.example.org'],
      ['npm', token],
    ])
  })

  it('finds the secrets of a vault wherever they stand, new ones too in a text it has seen', () => {
    const finder = new Finder(checkedOptions({}))
    const vault = new Vault(key)
    const text = `prebattery-staplepost ${'word '.repeat(80)} second-secret`
    expect(finder.spans(text, vault, false)).to.deep.equal([])
    vault.hide('secret', 'battery-staple')
    expect(finder.spans(text, vault, false)).to.have.length(1)
    vault.hide('secret', 'second-secret')
    expect(finder.spans(text, vault, false)).to.have.length(2)
    expect(finder.spans(text, new Vault(key), false)).to.deep.equal([])
  })

  it('takes what looks like a placeholder for a text of its own', () => {
    const name = standIn('npm', token)
    expect(find({}, `is ${name} it?`)).to.deep.equal([['text', name]])
  })

  it('leaves the vault’s own placeholders in a text that has been through here', () => {
    const vault = new Vault(key)
    const name = vault.hide('npm', token)
    const stranger = 'cdx_npm_00000000'
    expect(find({}, `NPM_TOKEN=${name} ${stranger}`, vault, true)).to.deep.equal([['text', stranger]])
    expect(find({}, `NPM_TOKEN=${name}-and-more-2x`, vault, true)).to.deep.equal([
      ['secret', `${name}-and-more-2x`],
    ])
  })
})
