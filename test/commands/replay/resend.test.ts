import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { Recording } from '../../../src/recording/recording.ts'
import { messageOf, requestOf } from '../../support/gateway.ts'
import { plainLines, writeLines } from '../../support/recordings.ts'
import { type ReplayBench, replayBench } from '../../support/replay-bench.ts'
import {
  chatError,
  chatJson,
  chatStream,
  chatTextFrames,
  completion,
} from '../../support/strict/openai-answers.ts'

/** Dollars for a million tokens: the three requests of the run cost far less than a cent. */
const price = 1

describe('recorded requests that are sent again', function () {
  this.timeout(60_000)
  let bench: ReplayBench
  const replay = (...words: string[]) => bench.workshop.run(['replay', bench.recording, ...words])
  const answerAll = () =>
    bench.server.answer(
      chatStream(chatTextFrames('Hello')),
      chatJson(
        completion(
          {
            content: '',
            tool_calls: [
              { id: 'c1', type: 'function', function: { name: 'Bash', arguments: '{"command":"ls"}' } },
            ],
          },
          'tool_calls',
        ),
      ),
      chatJson(completion({ content: 'Good morning' })),
    )

  describe('with a price', () => {
    before(async () => {
      bench = await replayBench(undefined, { price, model: 'gpt-5.1' })
    })
    after(() => bench?.remove())
    afterEach(() => expect(bench.server.violations).to.deep.equal([]))

    it('are not sent before somebody agrees: the plan is shown, and nothing leaves', async () => {
      const { code, stdout, stderr } = await replay()
      expect([code, stdout]).to.deep.equal([2, ''])
      expect(stderr)
        .to.contain('3 requests (3 main)')
        .and.contain('to        work:gpt-5.1 (3, without thinking blocks)')
      expect(stderr).to.contain('skipped   1 count_tokens').and.contain('--yes')
      expect(bench.server.connections).to.equal(0)
    })
    it('are compared with what was answered then, one line each, and summed up', async () => {
      answerAll()
      const { code, stdout, stderr } = await replay('--yes', '--concurrency', '1')
      expect(code).to.equal(0)
      const rows = stdout.split('\n')
      expect(rows[0]).to.match(/#1 main +Hello +same +tools = +text 1\.00/)
      expect(rows[1]).to.match(/#2 main +Bash ls +same +tools =/)
      expect(rows[2]).to.match(/#4 main +Hello +equivalent +tools = +text 0\.00/)
      expect(stdout).to.contain('verdict   same 2 · equivalent 1')
      expect(stderr).to.contain('3/3  100%').and.not.contain('\u001b')
      const [first, second] = bench.server.received.slice(-3).map(({ body }) => JSON.parse(String(body)))
      expect(first).to.include({ model: 'gpt-5.1', stream: true })
      expect(second.messages).to.deep.equal([{ role: 'user', content: 'list files' }])
    })
    it('are objects with --json, and end with 10 where a condition is met', async () => {
      bench.server.answer(chatJson(completion({ content: 'Good morning' })))
      const words = ['--yes', '--json', '--only', '4', '--set', '/max_tokens=50', '--fail-on', 'text-diff']
      const { code, stdout } = await replay(...words, '--fail-on', 'tool-diff')
      expect(code).to.equal(10)
      const lines = stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
      expect(lines.map(({ type }) => type)).to.deep.equal(['result', 'summary'])
      expect(lines[0]).to.include({ seq: 4, target: 'work:gpt-5.1', verdict: 'equivalent' })
      expect(lines[1].failed).to.deep.equal(['text-diff: the text is another one (#4)'])
      expect(JSON.parse(String(bench.server.received.at(-1)?.body)).max_completion_tokens).to.equal(50)
    })
    it('stop at a limit, and are continued from the file of results', async () => {
      const file = join(bench.workshop.work, 'results.jsonl')
      const first = await replay('-y', '--concurrency', '1', '--max-tokens', '10', '-o', file)
      expect(first.code).to.equal(12)
      expect(first.stdout).to.contain('left      2: the limit was reached; --resume')
      const again = await replay('-y', '-o', file)
      expect([again.code, again.stderr]).to.satisfy(
        ([code, text]: [number, string]) => code === 2 && text.includes(`--resume ${file}`),
      )
      const second = await replay('-y', '--resume', file)
      expect(second.code).to.equal(0)
      expect(second.stderr).to.contain('2 requests').and.contain('1 answered before')
      const third = await replay('--resume', file)
      expect([third.code, third.stdout]).to.deep.equal([0, ''])
      const recording = await Recording.open([file])
      const ends = recording.exchanges.map(({ end }) => end)
      expect(ends.map(end => end?.replayOf).sort()).to.deep.equal(['req_1', 'req_2', 'req_4'])
      expect(ends[0]?.cost).to.have.property('dollars').that.is.greaterThan(0)
      expect(recording.state).to.include({ isClosed: true, damaged: 0 })
      await recording.close()
      expect(await readFile(file, 'utf8')).not.to.contain('sk-strict')
      await rm(file)
    })
    it('are not added to what is replayed, nor to results of another recording', async () => {
      const { recording, workshop } = bench
      const own = await replay('-y', '--resume', recording)
      const over = await replay('-y', '-o', recording)
      for (const { code, stderr } of [own, over]) {
        expect(code).to.equal(2)
        expect(stderr).to.contain('is the recording that is replayed').and.not.contain('--resume')
      }
      const file = join(workshop.work, 'other.jsonl')
      const result = { request: requestOf('x'), answer: messageOf('y'), end: { replayOf: 'req_77' } }
      await writeLines(file, plainLines([result]))
      const other = await replay('-y', '--resume', file)
      expect([other.code, other.stdout]).to.deep.equal([2, ''])
      expect(other.stderr).to.contain('has results of another recording')
    })
    it('tell of results of other targets, and name with --json all that is not sent', async () => {
      const file = join(bench.workshop.work, 'targets.jsonl')
      expect((await replay('--to', 'demo', '--only', '1', '-o', file)).code).to.equal(0)
      bench.server.answer(chatJson(completion({ content: 'Hello' })))
      const words = ['-y', '--concurrency', '1', '--max-tokens', '10', '--json', '--resume', file]
      const { code, stdout, stderr } = await replay(...words)
      expect(code).to.equal(12)
      expect(stderr).to.contain('one result of another target in the file of --resume stays')
      const lines = stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
      const unsent = lines.filter(({ type }) => type === 'not-sent').map(({ seq, reason }) => [seq, reason])
      expect(unsent).to.deep.equal([
        [3, 'count_tokens'],
        [2, 'the limit was reached'],
        [4, 'the limit was reached'],
      ])
      expect(lines.at(-1)).to.include({ type: 'summary', notSent: 3, left: 2, stoppedBy: 'limit' })
    })
    it('end unfinished when nobody reads on: what is on its way is kept, and no more is sent', async () => {
      if (process.platform === 'win32') return
      let release = () => {}
      const until = new Promise<void>(resolve => {
        release = resolve
      })
      const file = join(bench.workshop.work, 'unread.jsonl')
      const { pieces = [], ...head } = chatStream(chatTextFrames('late'))
      bench.server.answer({ ...head, pieces: [{ until }, ...pieces] })
      const number = bench.server.received.length
      const words = ['replay', bench.recording, '-y', '--concurrency', '1', '-o', file]
      const running = bench.workshop.start(words)
      await bench.server.request(number)
      running.process.stdout?.destroy()
      release()
      const { code, stderr } = await running.finished()
      expect(code).to.equal(11)
      expect(stderr).to.contain(`no more is sent; --resume ${file} goes on`)
      const recording = await Recording.open([file])
      expect(recording.state.isClosed).to.equal(true)
      expect(recording.exchanges[0]?.end?.replayOf).to.equal('req_1')
      await recording.close()
    })
    it('are unfinished where one gets no answer; it is asked once', async () => {
      const before = bench.server.received.length
      bench.server.answer(chatError({ status: 429, message: 'slow down' }))
      const { code, stdout } = await replay('-y', '--only', '2')
      expect(code).to.equal(11)
      expect(stdout).to.match(/#2 .*error .*slow down/)
      expect(bench.server.received.length - before).to.equal(1)
    })
    it('go to every target of a matrix, as often as is wanted', async () => {
      const words = [
        '-y',
        '--only',
        '4',
        '--to',
        'work:gpt-5.1',
        '--to',
        'work:gpt-4.1',
        '--repeat',
        '2',
        '--json',
      ]
      const { code, stdout } = await replay(...words)
      expect(code).to.equal(0)
      const lines = stdout
        .trim()
        .split('\n')
        .slice(0, -1)
        .map(line => JSON.parse(line))
      const sent = lines.map(({ target, round }) => `${target} ${round}`).sort()
      expect(sent).to.deep.equal(['work:gpt-4.1 1', 'work:gpt-4.1 2', 'work:gpt-5.1 1', 'work:gpt-5.1 2'])
    })
    it('are stopped by Ctrl-C: what is on its way is waited for, and the rest is left', async () => {
      if (process.platform === 'win32') return
      let release = () => {}
      const until = new Promise<void>(resolve => {
        release = resolve
      })
      const { pieces = [], ...head } = chatJson(completion({ content: 'late' }))
      bench.server.answer({ ...head, pieces: [{ until }, ...pieces] })
      const number = bench.server.received.length
      const running = bench.workshop.start([
        'replay',
        bench.recording,
        '-y',
        '--concurrency',
        '1',
        '--only',
        '2-4',
      ])
      await bench.server.request(number)
      running.process.kill('SIGINT')
      await running.waitFor(/no more is sent/)
      release()
      const { code, stdout } = await running.finished()
      expect(code).to.equal(11)
      expect(stdout).to.contain('#2').and.contain('left      1: it was stopped').and.not.contain('#4')
    })
  })

  describe('without one', () => {
    before(async () => {
      bench = await replayBench()
    })
    after(() => bench?.remove())

    it('are not sent with a limit of dollars, which could not be kept', async () => {
      const { code, stderr } = await replay('-y', '--max-cost', '2')
      expect(code).to.equal(2)
      expect(stderr).to.contain('the price of work:model-1 is not known').and.contain('--max-tokens')
      expect(bench.server.connections).to.equal(0)
    })
    it('need a key where a client’s own would go', async () => {
      const { code, stderr } = await replay('-y', '--to', 'anthropic:claude-x')
      expect(code).to.equal(2)
      expect(stderr).to.contain('a recording holds no credentials').and.contain('ANTHROPIC_API_KEY')
    })
    it('are answered by the demo without anybody’s consent, since it is free', async () => {
      const { code, stdout, stderr } = await replay('--to', 'demo', '--only', '1')
      expect(code).to.equal(0)
      expect(stderr).to.contain('· free')
      expect(stdout).to.match(/#1 .*equivalent/)
      expect(bench.server.connections).to.equal(0)
    })
    it('are none where nothing fits', async () => {
      const { code, stderr } = await replay('--to', 'demo', '--agent', 'Explore')
      expect(code).to.equal(2)
      expect(stderr).to.contain('there is nothing to send')
    })
  })

  it('cannot make a plugin spend where nobody was asked', async () => {
    bench = await replayBench([{ request: requestOf('hi'), answer: messageOf('Hi') }], {
      plugins: ['./spender.ts'],
    })
    try {
      await bench.workshop.write('spender.ts', spender)
      const { code, stdout, stderr } = await replay('--to', 'demo')
      expect(code, stderr).to.equal(11)
      expect(stdout).to.contain('nothing may be sent to 127.0.0.1')
      expect(bench.server.connections).to.equal(0)
    } finally {
      await bench.remove()
    }
  })
})

/** Asks a model that costs something before it lets a request pass. */
const spender = `
import { definePlugin, type PluginContext } from 'claudecodex'
export default definePlugin(() => {
  let context: PluginContext
  return {
    name: 'spender',
    apiVersion: 1,
    setup(given) {
      context = given
    },
    async beforeRequest(exchange) {
      for await (const _ of context.ask('work:gpt-5.1', exchange.request, exchange)) break
    },
  }
})
`
