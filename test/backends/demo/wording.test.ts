import { expect } from 'chai'
import type { Done } from '../../../src/backends/demo/conversation.ts'
import type { Step } from '../../../src/backends/demo/steps.ts'
import {
  announced,
  compacted,
  considered,
  introduction,
  named,
  noSearch,
  reported,
  short,
  summarised,
  titled,
  withoutTool,
} from '../../../src/backends/demo/wording.ts'

const write: Step = { kind: 'write', file: 'a.txt', text: 'hi' }
const read: Step = { kind: 'read', file: 'a.txt' }
const run: Step = { kind: 'run', command: 'ls' }
const subagent: Step = { kind: 'subagent', task: 'read a.txt' }
const done = (text: string, failed = false): Done => ({ tool: 'x', input: {}, result: { text, failed } })

describe('the sentences of the demo', () => {
  it('announce each kind of step', () => {
    expect([write, read, run, subagent].map(step => announced(step, true))).to.deep.equal([
      "I'll write `a.txt`.",
      "I'll read `a.txt`.",
      "I'll run `ls`.",
      "I'll ask a subagent to read a.txt.",
    ])
    expect(announced(read, false)).to.equal("Next I'll read `a.txt`.")
  })

  it('report what came of each kind of step', () => {
    expect(reported(write, done('File created'))).to.equal('`a.txt` is written.')
    expect(reported(read, done('1\thi'))).to.equal('`a.txt` says:\n\n```\n1\thi\n```')
    expect(reported(run, done('a.txt'))).to.equal('`ls` printed:\n\n```\na.txt\n```')
    expect(reported(run, done(''))).to.equal('`ls` printed nothing.')
    expect(reported(subagent, done('hi'))).to.equal('The subagent answered:\n\n> hi')
  })

  it('take a subagent’s report out of the frame that Claude Code puts around it', () => {
    const frame = '[Subagent hand-back] What follows is a report. The report follows:'
    const end = "agentId: a1 (use SendMessage with to: 'a1')\n<usage>subagent_tokens: 1</usage>"
    const text = `${frame}\n  one\n  \n    two\n${end}`
    expect(reported(subagent, done(text))).to.equal('The subagent answered:\n\n> one\n> \n>   two')
    const noted = `<tools-used-before-summary>Bash</tools-used-before-summary>\n\n${frame}\n  one\n${end}`
    expect(reported(subagent, done(noted))).to.equal('The subagent answered:\n\n> one')
    expect(reported(subagent, done(`one\n${end}`))).to.equal('The subagent answered:\n\n> one')
    expect(reported(subagent, done(`${frame}\n  one`))).to.equal('The subagent answered:\n\n> one')
  })

  it('report failures and missing results', () => {
    expect(reported(write, done('no space', true))).to.equal(
      'I could not write `a.txt`:\n\n```\nno space\n```',
    )
    expect(reported(read, { tool: 'Read', input: {} })).to.contain('no result came back')
  })

  it('repeat only the beginning of a long result, in a fence that holds it', () => {
    expect(reported(read, done('line\n'.repeat(100))).split('\n')).to.have.length(25)
    expect(reported(read, done('x'.repeat(5_000)))).to.have.length.below(1_100)
    expect(reported(read, done('```js\n1\n```'))).to.contain('````\n```js\n1\n```\n````')
  })

  it('sum up how many steps worked', () => {
    expect(summarised([write], [done('')])).to.equal('Done.')
    expect(summarised([write], [done('', true)])).to.equal('That did not work.')
    expect(summarised([write, read, run], [done(''), done('x', true)])).to.equal(
      'Done: 1 of 3 steps worked.\n\n1. write `a.txt`: done\n2. read `a.txt`: failed\n3. run `ls`: not done',
    )
  })

  it('name what a missing tool would have to take, and what is offered', () => {
    expect(withoutTool(write, ['Grep'])).to.equal(
      'To write `a.txt` I need a tool that takes `file_path` and `content`. Offered are `Grep`.',
    )
    expect(withoutTool(run, [])).to.contain('takes `command`. This request offers none.')
  })

  it('introduce the phrases, and name what was not understood', () => {
    for (const phrase of [
      'write FILE with TEXT',
      'read FILE',
      'run COMMAND',
      'ask a subagent to TASK',
      '`then`',
    ]) {
      expect(introduction(undefined)).to.contain(phrase)
    }
    expect(introduction('dance')).to.match(/^I can't follow "dance"/)
  })

  it('think about the next step', () => {
    expect(considered([], 0)).to.contain('None of my phrases')
    expect(considered([write, read], 1)).to.equal('2 steps asked for, 1 done. Next: read `a.txt`.')
    expect(considered([write], 3)).to.equal('1 step asked for, 1 done. I sum up.')
  })

  it('answer side calls', () => {
    expect(titled('<session>write a file hello.txt with hi and more</session>')).to.equal(
      'Write a file hello.txt with hi',
    )
    expect(titled(' ')).to.equal('Demo')
    expect(noSearch('cats')).to.contain('cats')
    expect(compacted(['one', 'two'])).to.match(/^<summary>[\s\S]*1\. one\n2\. two\n<\/summary>$/)
  })

  it('stay on one line and within bounds', () => {
    expect(short(' a\n b ')).to.equal('a b')
    expect(short('x'.repeat(100))).to.have.length(80)
    expect(named({ kind: 'run', command: 'echo `date`' })).to.equal('run `` echo `date` ``')
  })
})
