import { readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'chai'
import { hostProfiles } from '../../src/backends/openai/hosts.ts'
import { dialectTable, placesTable } from '../support/providers-table.ts'

const page = 'docs/backends-compatible.md'
const written = (name: string): RegExp =>
  new RegExp(`(<!-- ${name}: written by the tests with UPDATE=1 -->\n)[^]*?(\n<!-- end of ${name} -->)`)

describe('docs/backends-compatible.md', () => {
  for (const [name, table] of [
    ['places', placesTable()],
    ['dialects', dialectTable()],
  ] as const) {
    it(`has the table of ${name} as the profiles have it`, () => {
      const text = readFileSync(page, 'utf8')
      const expected = text.replace(
        written(name),
        (_, start: string, end: string) => `${start}\n${table}\n${end}`,
      )
      if (process.env.UPDATE === '1') writeFileSync(page, expected)
      else expect(text).to.equal(expected)
      expect(text).to.match(written(name))
    })
  }

  it('has a column and a line for every profile', () => {
    expect(dialectTable().split('\n')[0]?.split('|')).to.have.length(hostProfiles.length + 4)
    expect(placesTable().split('\n')).to.have.length(hostProfiles.length + 2)
  })
})
