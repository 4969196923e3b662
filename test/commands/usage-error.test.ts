import { expect } from 'chai'
import { Command } from 'commander'
import { unknownCommandText, usageText } from '../../src/commands/usage-error.ts'

const program = new Command('claudecodex')
const serve = program.command('serve').option('--port <number>').option('-v, --verbose')
const run = program.command('run').option('--model <model>')
program.command('env').option('--port <number>').option('--shell <name>')

const told = (flag: string, command: Command) =>
  usageText(`error: unknown option '${flag}'\n(Did you mean --help?)\n`, command).split('\n')[1]

describe('an error of usage', () => {
  it('says which command has the flag', () => {
    expect(told('--shell', serve)).to.equal('(--shell is a flag of claudecodex env)')
    expect(told('--port=9', program.command('init'))).to.equal(
      '(--port is a flag of claudecodex serve and env)',
    )
  })
  it('says why a command has none', () =>
    expect(told('--port', run)).to.equal('(run picks a free port by itself)'))
  it('says which flag was meant', () => {
    expect(told('--prot', serve)).to.equal('(Did you mean --port?)')
    expect(told('--modle', run)).to.equal('(Did you mean --model?)')
  })
  it('guesses nothing far-fetched', () => {
    expect(told('--entirely', serve)).to.equal('')
    expect(told('-x', serve)).to.equal('')
  })
  it('takes a stray word for a misspelt command, where one is near', () => {
    const [message, list] = ['error: too many arguments', program.command('list')]
    list.args = ['srve', '1']
    expect(usageText(message, list)).to.equal(`${message}\n(Did you mean serve?)\n`)
    list.args = ['elsewhere']
    expect(usageText(message, list)).to.equal(message)
  })
  it('leaves other errors as they are', () =>
    expect(usageText('error: too many arguments\n', serve)).to.equal('error: too many arguments\n'))
  it('names the command that was meant', () => {
    expect(unknownCommandText('srve', program)).to.equal(
      "error: unknown command 'srve'\n(Did you mean serve?)",
    )
    expect(unknownCommandText('dashboard', program)).to.equal("error: unknown command 'dashboard'")
  })
})
