import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { compileFilter } from '../../../src/recording/filter/compile-filter.ts'
import { filterRows, filterSyntax } from '../../../src/recording/filter/filter-help.ts'
import { operators } from '../../../src/recording/filter/operators.ts'
import { codeIn, pageOf, rowsOf, sectionOf } from '../../support/pages.ts'

describe('the help on filters', () => {
  it('has a line for every operator and every sign, with an example that can be read', () => {
    const examples = filterRows.map(([example]) => example)
    expect(examples).to.include.members(Object.values(operators).map(({ example }) => example))
    expect(examples).to.include.members(filterSyntax.map(([example]) => example))
    for (const example of examples) compileFilter(example, { now: 0 })
  })
})

describe('docs/filters.md', () => {
  const page = pageOf('docs/filters.md', readFileSync('docs/filters.md', 'utf8'))

  it('lists every operator with its example and meaning, as the program has them', () => {
    const rows = rowsOf(sectionOf(page, 'Operators')).map(([name = '', example = '', meaning]) => [
      codeIn(name)[0],
      codeIn(example.replaceAll('\\|', '|'))[0],
      meaning,
    ])
    expect(rows).to.deep.equal(
      Object.entries(operators).map(([name, { example, meaning }]) => [`~${name}`, example, meaning]),
    )
  })
  it('shows filters that can be read', () => {
    const filters = page.blocks
      .filter(({ language }) => language === 'filter')
      .flatMap(({ text }) => text.trim().split('\n'))
    expect(filters).to.have.length.above(4)
    for (const text of filters) compileFilter(text.replace(/\s{3,}.*$/, ''), { now: 0 })
  })
})
