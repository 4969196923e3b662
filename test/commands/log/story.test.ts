import { expect } from 'chai'
import { Chalk } from 'chalk'
import { storyOf } from '../../../src/commands/log/story.ts'
import { recordedStory } from '../../support/recorded-story.ts'
import { plainAnswer, plainRequest, withRecording } from '../../support/recording-folder.ts'
import type { PlainExchange } from '../../support/recordings.ts'

const look = { colors: new Chalk({ level: 0 }), columns: 80, nameOf: () => undefined }
const stories = (exchanges: readonly PlainExchange[]): Promise<readonly string[]> =>
  withRecording(exchanges, ({ exchanges: found }) => Promise.all(found.map(one => storyOf(one, look))))

describe('the story of an exchange', () => {
  it('tells facts, what plugins changed, what was new and what was answered', async () => {
    const [first = '', second = '', , failed = '', open = ''] = await stories(recordedStory)
    expect(first).to.match(/^#1 {2}req_1\n {2}when /)
    expect(first).to.contain('\nPlugins  changed: the system prompt\n')
    expect(first).to.contain(
      '\nNew in this turn\n  reminder   <system-reminder>be nice</system-reminder>\n  user       fix the parser\n',
    )
    expect(first).to.contain('\nAnswer\n  thinking   hm\n  Bash       command: npm test \\u{1b}[31m\n')
    expect(second).to.contain('New in this turn\n  failed     exit 1\n').and.not.to.contain('fix the parser')
    expect(second).to.contain('Answer\n  answer     All is fine.\n             Really\n')
    expect(failed).to.contain('Answer\n  error      busy \\u{1b}[2J\n')
    expect(open).not.to.contain('\nAnswer')
    for (const line of first.split('\n')) expect(line.length).to.be.at.most(80)
  })
  it('says what is not there, and why', async () => {
    const gone = { rope: [9], bytes: 1, crc: 0 } as const
    const [damaged = '', kept = ''] = await stories([
      {
        request: plainRequest('a'),
        answer: plainAnswer('b'),
        open: { request: gone },
        end: { answer: gone },
      },
      { request: plainRequest('a'), end: { left: ['answer'] } },
    ])
    expect(damaged.match(/blob 9 is missing/g)).to.have.length(2)
    expect(kept).to.contain('[not recorded: too much waited for the disk]')
  })
  it('shows the beginning of what is long', async () => {
    const result = {
      type: 'tool_result',
      tool_use_id: 'a',
      content: Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n'),
    } as const
    const [story = ''] = await stories([
      { request: plainRequest('', { messages: [{ role: 'user', content: [result] }] }) },
    ])
    expect(story).to.contain('line 5\n             … 24 lines more\n')
  })
  it('keeps a long label apart from its text', async () => {
    const call = {
      type: 'tool_use',
      id: 'a',
      name: 'mcp__github__create_issue',
      input: { title: 'x' },
    } as const
    const [story = ''] = await stories([
      { request: plainRequest('a'), answer: plainAnswer('', { content: [call] }) },
    ])
    expect(story).to.contain('  mcp__github__create_issue\n             title: x\n')
  })
})
