import { expect } from 'chai'
import { isName, isRenaming, namePattern, renaming } from '../../../plugins/tools/names.ts'

describe('a pattern on names of tools', () => {
  it('knows two wildcards, and case', () => {
    expect(['mcp__github__search', 'mcp__'].map(namePattern('mcp__*'))).to.deep.equal([true, true])
    expect(['Read', 'read', 'Reads'].map(namePattern('Read'))).to.deep.equal([true, false, false])
    expect(['Edit', 'Exit'].map(namePattern('E?it'))).to.deep.equal([true, true])
    expect(namePattern('a.b')('axb')).to.equal(false)
  })
})

describe('a new name', () => {
  it('is that of one tool', () => {
    expect(['Bash', 'BashOutput'].map(renaming('Bash', 'shell'))).to.deep.equal(['shell', undefined])
  })
  it('takes over what the star stood for, whatever that is', () => {
    const rename = renaming('mcp__github__*', 'gh_*')
    expect(['mcp__github__search', 'mcp__git', 'mcp__github__$&'].map(rename)).to.deep.equal([
      'gh_search',
      undefined,
      'gh_$&',
    ])
    expect(renaming('a*a', 'b*')('a')).to.equal(undefined)
  })
  it('fits on both sides of its arrow', () => {
    for (const [from, to] of [
      ['Bash', 'shell'],
      ['mcp__*', 'm_*'],
      ['x_*', '*'],
    ] as const)
      expect(isRenaming(from, to), `${from} -> ${to}`).to.equal(true)
    for (const [from, to] of [
      ['Bash', ''],
      ['Bash', 'two words'],
      ['Bash', 'b*'],
      ['b*', 'Bash'],
      ['a*b*', 'c*d*'],
      ['E?it', 'edit'],
      ['Bash', 5],
    ] as const)
      expect(isRenaming(from, to), `${from} -> ${to}`).to.equal(false)
  })
  it('is one that the API takes', () => {
    expect(['shell', 'a-b_C9', 'a.b', '', 'x'.repeat(129)].map(isName)).to.deep.equal([
      true,
      true,
      false,
      false,
      false,
    ])
  })
})
