import { expect } from 'chai'
import { Command } from 'commander'
import { addExamples, addTable, addVariables, type Example, styleHelp } from '../../src/commands/help.ts'

function helpOf(prepare: (program: Command) => void): string {
  let text = ''
  const program = new Command('claudecodex').exitOverride()
  styleHelp(program)
  const writeOut = (part: string): void => {
    text += part
  }
  program.configureOutput({ writeOut, getOutHasColors: () => false })
  prepare(program)
  program.outputHelp()
  return text
}

describe('the help', () => {
  it('lists commands by name and arguments', () => {
    const help = helpOf(program =>
      program
        .command('run')
        .argument('<client>')
        .argument('[arguments...]')
        .option('-x')
        .summary('starts it'),
    )
    expect(help).to.match(/^ {2}run <client> \[arguments\.\.\.] +starts it$/m)
  })
  it('puts examples beside their purposes where there is room, else below them', () => {
    const examples: readonly Example[] = [['claudecodex', 'the proxy']]
    expect(helpOf(program => addExamples(program, examples))).to.contain(
      '\nExamples:\n  $ claudecodex  the proxy\n',
    )
    const long: readonly Example[] = [[`claudecodex ${'x'.repeat(80)}`, 'something long']]
    expect(helpOf(program => addExamples(program, long))).to.match(
      /\n {2}# something long\n {2}\$ claudecodex x/,
    )
  })
  it('puts words of a language beside what they mean', () =>
    expect(
      helpOf(program =>
        addTable(program, 'Words:', [
          ['~e', 'that failed'],
          ['~cold', 'missed'],
        ]),
      ),
    ).to.contain('\nWords:\n  ~e     that failed\n  ~cold  missed\n'))
  it('tells variables in the words of their table', () =>
    expect(
      helpOf(program => addVariables(program, ['SERVER_PORT'], { providers: [], kinds: [] }, 'and more')),
    ).to.contain('\nEnvironment:\n  SERVER_PORT  Port to listen on; 0 takes a free one\n  and more\n'))
  it('tells of variables only what this build reads, and of providers what it can make', () => {
    const environment = (kinds: readonly string[]) =>
      helpOf(program =>
        addVariables(program, ['LLM_BACKEND', 'AWS_PROFILE'], { providers: ['demo', 'x'], kinds }, 'more'),
      )
    expect(environment([])).to.contain('Default backend: demo, x, or').and.not.contain('AWS_PROFILE')
    expect(environment(['bedrock'])).to.contain('AWS_PROFILE')
  })
})
