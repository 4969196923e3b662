import { expect } from 'chai'
import { Command } from 'commander'
import { addVariablesCommand } from '../../src/commands/variables-program.ts'

describe('claudecodex variables', () => {
  it('is a command without flags of its own', () => {
    const program = new Command()
    addVariablesCommand(program)
    const [command] = program.commands
    expect(command?.name()).to.equal('variables')
    expect(command?.options).to.deep.equal([])
    expect(command?.summary()).to.contain('every environment variable')
  })
})
