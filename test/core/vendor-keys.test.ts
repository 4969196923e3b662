import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { checkedOptions } from '../../plugins/redact/options.ts'
import { vendorKeys, vendors } from '../../src/core/vendor-keys.ts'
import { contextCanaries, drawn, vendorCanaries } from '../plugins/redact/support.ts'
import { codeIn, pageOf, rowsOf, sectionOf } from '../support/pages.ts'

const found = (text: string) =>
  vendorKeys(text).map(({ start, end, kind }) => [kind, text.slice(start, end)] as const)

describe('keys of vendors', () => {
  it('have an example each', () => expect(Object.keys(vendorCanaries)).to.have.members(Object.keys(vendors)))

  it('are documented each, with the other kinds and with the options', () => {
    const page = pageOf('docs/plugins/redact.md', readFileSync('docs/plugins/redact.md', 'utf8'))
    const rows = rowsOf(sectionOf(page, 'What it finds'))
    const kinds = rows.filter(row => row.length === 2).flatMap(([, kind = '']) => codeIn(kind))
    const contexts = new Set(contextCanaries.map(({ kind }) => kind))
    expect(kinds.filter(kind => !contexts.has(kind))).to.have.members(Object.keys(vendors))
    expect(kinds).to.include.members([...contexts])
    const options = rows.filter(row => row.length === 3).map(([name = '']) => codeIn(name)[0])
    expect(options).to.have.members(Object.keys(checkedOptions({})))
  })

  for (const [kind, canaries] of Object.entries(vendorCanaries)) {
    it(`are found by their form: ${kind}`, () => {
      for (const canary of canaries) {
        for (const text of [
          canary,
          `the key is ${canary}.`,
          `"key":"${canary}"`,
          `https://host.example/path?key=${canary}&a=b`,
          `${'some words of an ordinary length '.repeat(9)}${canary}\nand more of them`,
        ]) {
          const [first, ...others] = found(text)
          expect(first?.[0], text).to.equal(kind)
          expect(canary.startsWith(first?.[1] ?? 'none') || first?.[1].startsWith(canary), text).to.equal(
            true,
          )
          expect(others, text).to.deep.equal([])
        }
      }
    })
  }

  it('are found at every place of a text', () => {
    const [canary = ''] = vendorCanaries.aws ?? []
    for (let place = 0; place < 90; place += 1) {
      const text = `${'ab cd '.repeat(15).slice(0, place)} ${canary} ${'xy '.repeat(9)}`
      expect(found(text)).to.deep.equal([['aws', canary]])
    }
  })

  it('are found each, however close they stand', () => {
    const both = `${vendorCanaries.npm?.[0]},${vendorCanaries.aws?.[0]}`
    expect(found(both).map(([kind]) => kind)).to.deep.equal(['npm', 'aws'])
  })

  it('are found behind escapes, the last letter of which is no part of them', () => {
    const [canary = ''] = vendorCanaries.anthropic ?? []
    for (const before of ['\\n', '\\t', '\\u0041', '%0A', '%20', 'Bearer%3a'])
      expect(found(`${before}${canary}`), before).to.deep.equal([['anthropic', canary]])
    for (const before of ['n', 'u0041', '0A', '9', 'x%2'])
      expect(found(`${before}${canary}`), before).to.deep.equal([])
  })

  it('are not seen in what only resembles them', () => {
    for (const text of [
      'sk-learn-is-a-library-for-machine-learning',
      'task-list-of-the-whole-team-for-next-week',
      `risk-${drawn(12)}`,
      'AKIAIOSFODNN7EXAMPLE',
      'https://registry.example/@scope/package-with-a-long-name-and-npm_config_registry',
      'a1b2c3d4e5f60718293a4b5c6d7e8f9001122334',
      '00000000-0000-4000-8000-000000000000',
      'eyJhbGciOiJIUzI1NiJ9 is only a header',
    ]) {
      expect(found(text), text).to.deep.equal([])
    }
  })
})
