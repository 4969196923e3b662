import { expect } from 'chai'
import { CommandError } from '../../src/commands/command-error.ts'

describe('a command’s error', () => {
  it('carries its exit code and what was behind it', () => {
    const cause = new Error('listen EADDRINUSE')
    expect(new CommandError('the port is taken', 3, cause)).to.include({ exitCode: 3, cause })
    expect(new CommandError('the port is taken', 3)).not.to.have.property('cause')
  })
})
