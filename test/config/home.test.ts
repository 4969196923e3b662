import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect } from 'chai'
import { homeFolder, logFolder } from '../../src/config/home.ts'

describe('the folder of the program', () => {
  it('is in the user’s own, unless a variable names another', () => {
    expect(homeFolder('/work', {})).to.equal(join(homedir(), '.claudecodex'))
    expect(homeFolder('/work', { CLAUDECODEX_HOME: 'here' })).to.equal(resolve('/work', 'here'))
    expect(homeFolder('/work', { CLAUDECODEX_HOME: '~/there' })).to.equal(join(homedir(), 'there'))
  })
  it('holds the recordings in a folder of their own', () => {
    expect(logFolder('/work', { CLAUDECODEX_HOME: 'here' })).to.equal(join(resolve('/work', 'here'), 'logs'))
  })
})
