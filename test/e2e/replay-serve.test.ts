import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  type ClientFolders,
  createClientFolders,
  describeClient,
  type FinishedClient,
  runClient,
  startConversation,
} from '../support/claude-code.ts'
import { startProxy } from '../support/proxy-process.ts'
import { type RunningReplay, startReplay } from '../support/replay-process.ts'
import {
  blockStop,
  errorAnswer,
  frame,
  messageDelta,
  messageStart,
  messageStop,
  streamAnswer,
  textFrames,
} from '../support/strict/anthropic-answers.ts'
import { startAnthropicServer } from '../support/strict/anthropic-server.ts'
import type { Answerer, ScriptedAnswer } from '../support/strict/scripted-server.ts'

type ToolCall = readonly [name: string, input: unknown, id: string]

/** Several tools in one answer. */
const calls = (...tools: readonly ToolCall[]): ScriptedAnswer =>
  streamAnswer([
    messageStart().replace('msg_01Strict', `msg_${tools[0]?.[2]}`),
    ...tools.flatMap(([name, input, id], index) => [
      frame({ type: 'content_block_start', index, content_block: { type: 'tool_use', id, name, input: {} } }),
      frame({
        type: 'content_block_delta',
        index,
        delta: { type: 'input_json_delta', partial_json: JSON.stringify(input) },
      }),
      blockStop(index),
    ]),
    messageDelta('tool_use'),
    messageStop,
  ])

/** What each tool of a session did, in the order of the calls; the agents' among them. */
const workOf = ({ events }: FinishedClient, { work }: ClientFolders): unknown =>
  events
    .filter(({ type }) => type === 'assistant')
    .flatMap(({ message }) => (message as { content: readonly { type: string }[] }).content)
    .filter(({ type }) => type === 'tool_use')
    .map(block => JSON.parse(JSON.stringify(block).replaceAll(work, '<work>')) as { id: string })
    .sort((one, other) => one.id.localeCompare(other.id))

/** Makes it a recording of another day: the client tells the model the date. What was sent is then no longer what it was. */
async function onAnotherDay(path: string): Promise<void> {
  const text = await readFile(path, 'utf8')
  const moved = text
    .replaceAll(/date is \d{4}-\d\d-\d\d/g, 'date is 2026-05-01')
    .replaceAll(/,"crc":\d+/g, '')
  expect(moved).not.to.equal(text)
  await writeFile(path, moved)
}

describe('Claude Code, its session recorded and served back to it', () => {
  const cleanups: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const clean of cleanups.splice(0).reverse()) await clean()
  })

  const folders = async (): Promise<ClientFolders> => {
    const made = await createClientFolders()
    cleanups.push(() => made.remove())
    return made
  }

  interface Recorded {
    readonly place: ClientFolders
    readonly client: FinishedClient
    readonly path: string
  }

  const order = (place: ClientFolders, baseUrl: string): Promise<FinishedClient> =>
    runClient(place, { prompt: 'do as you are told', baseUrl })

  /** A session with an API that answers as it is told to. */
  const record = async (
    answerer: (place: ClientFolders) => Answerer,
    session: typeof order = order,
  ): Promise<Recorded> => {
    const place = await folders()
    const upstream = await startAnthropicServer({ answerer: answerer(place) })
    cleanups.push(() => upstream.close())
    const path = join(place.home, 'session.jsonl')
    const proxy = await startProxy({
      parameters: ['--backend', 'anthropic', '--no-failover', '--log-file', path],
      environment: { ANTHROPIC_UPSTREAM_URL: upstream.url },
    })
    const client = await session(place, proxy.url).finally(() => proxy.stop())
    await onAnotherDay(path)
    expect(upstream.violations).to.deep.equal([])
    return { place, client, path }
  }

  const serve = async (path: string, ...parameters: readonly string[]): Promise<RunningReplay> => {
    const replay = await startReplay(path, ['--strict-unused', ...parameters])
    cleanups.push(() => replay.stop())
    return replay
  }

  it('does the same work in another folder: parallel tools, parallel agents, and a retry', async () => {
    let failures = 0
    const { place, client, path } = await record(({ work }) => ({ body }) => {
      const text = body.toString()
      const ofAgent = (name: string, id: string): ScriptedAnswer | undefined => {
        if (!text.includes(`the task ${name}`) || text.includes('Agent","input"')) return undefined
        if (text.includes(id)) return streamAnswer(textFrames(`${name} is done`))
        return calls([
          'Bash',
          { command: `echo ${name} > ${name}.txt; date; echo $$`, description: 'Work' },
          id,
        ])
      }
      const agents = ofAgent('one', 'toolu_one') ?? ofAgent('two', 'toolu_two')
      if (agents) return agents
      if (text.includes('toolu_agent1')) return streamAnswer(textFrames('All of it is done'))
      if (text.includes('toolu_write')) {
        if (failures++ === 0) return errorAnswer(529, 'overloaded_error', 'Overloaded')
        const agent = (task: string, id: string): ToolCall => [
          'Agent',
          {
            description: task,
            prompt: `Do the task ${task}`,
            subagent_type: 'general-purpose',
            run_in_background: false,
          },
          id,
        ]
        return calls(agent('one', 'toolu_agent1'), agent('two', 'toolu_agent2'))
      }
      return calls(
        [
          'Bash',
          { command: 'pwd; date; echo $RANDOM > number.txt; ls -la', description: 'Look' },
          'toolu_look',
        ],
        ['Write', { file_path: join(work, 'plan.txt'), content: `in ${work}` }, 'toolu_write'],
      )
    })
    expect(client.result?.result, describeClient(client)).to.equal('All of it is done')
    expect(failures).to.be.above(1)

    const there = await folders()
    const replay = await serve(path)
    const again = await order(there, replay.url)
    const ended = await replay.stop()
    const said = `${describeClient(again)}\n--- replay\n${ended.stdout}${ended.stderr}`
    expect(again.result?.result, said).to.equal('All of it is done')
    expect(workOf(again, there), said).to.deep.equal(workOf(client, place))
    expect(await readFile(join(there.work, 'plan.txt'), 'utf8')).to.equal(`in ${there.work}`)
    expect(await readFile(join(there.work, 'one.txt'), 'utf8')).to.equal('one\n')
    expect(await readFile(join(there.work, 'two.txt'), 'utf8')).to.equal('two\n')
    expect(
      again.events.some(({ subtype }) => subtype === 'api_retry'),
      said,
    ).to.equal(true)
    expect(ended.report, said).to.deep.include({ missed: 0, unused: [] })
    // What `echo $$` has printed is a number like any other.
    expect(ended.report?.served, said).to.deep.equal({ normal: 6, shape: 2 })
    expect(ended.code, said).to.equal(0)
  })

  it('does a whole conversation again: side calls, counts, a stream that breaks, agents behind the scenes', async () => {
    const prompts = ['search for it', '/context', 'break once', 'send an agent away']
    const converse = async (place: ClientFolders, baseUrl: string): Promise<FinishedClient> => {
      const conversation = startConversation(place, { baseUrl, environment: { ENABLE_TOOL_SEARCH: 'false' } })
      for (const prompt of prompts) await conversation.say(prompt)
      return conversation.end()
    }
    let breaks = 0
    const { client, path } = await record(
      () =>
        ({ body, path }) => {
          if (path.endsWith('count_tokens')) return undefined
          const text = body.toString()
          if (text.includes('web_search_20')) return streamAnswer(textFrames('Found: the answer is 42'))
          if (text.includes('the distant task') && !text.includes('Agent","input"')) {
            if (text.includes('toolu_far')) return streamAnswer(textFrames('The agent is done'))
            return calls(['Bash', { command: 'echo far > far.txt', description: 'Work' }, 'toolu_far'])
          }
          if (text.includes('toolu_away')) return streamAnswer(textFrames('The agent is on its way'))
          if (text.includes('send an agent away')) {
            const input = {
              description: 'far',
              prompt: 'Do the distant task',
              subagent_type: 'general-purpose',
            }
            return calls(['Agent', input, 'toolu_away'])
          }
          if (text.includes('break once')) {
            if (breaks++ > 0) return undefined
            const [start = '', ...rest] = textFrames('half an answer').slice(0, 4)
            const error = { type: 'error', error: { type: 'api_error', message: 'it broke' } }
            return streamAnswer([start, ...rest, frame(error)])
          }
          if (text.includes('toolu_search')) return streamAnswer(textFrames('It is 42'))
          return calls(['WebSearch', { query: 'the answer' }, 'toolu_search'])
        },
      converse,
    )
    const there = await folders()
    const replay = await serve(path)
    const again = await converse(there, replay.url)
    const ended = await replay.stop()
    const said = `${describeClient(again)}\n--- replay\n${ended.stdout}${ended.stderr}`
    const results = ({ events }: FinishedClient) =>
      events.filter(({ type }) => type === 'result').map(({ result }) => result)
    expect(
      results(again).filter((_, index) => index !== 1),
      said,
    ).to.deep.equal(results(client).filter((_, index) => index !== 1))
    expect(await readFile(join(there.work, 'far.txt'), 'utf8')).to.equal('far\n')
    expect(ended.report, said).to.deep.include({ missed: 0, unused: [] })
  })

  it('waits again as long as a 429 told it to, and no longer than a second where nothing waits', async () => {
    let failures = 0
    const { path } = await record(() => () => {
      if (failures++ > 0) return undefined
      return errorAnswer(429, 'rate_limit_error', 'Slow down', { 'retry-after': '2' })
    })
    const replay = await serve(path)
    const again = await order(await folders(), replay.url)
    const { report } = await replay.stop()
    const said = describeClient(again)
    expect(again.result?.result, said).to.equal('Hello')
    const retry = again.events.find(({ subtype }) => subtype === 'api_retry')
    expect(retry, said).to.include({ attempt: 1, error_status: 429 })
    expect(retry?.retry_delay_ms, said).to.be.within(1_000, 1_500)
    expect(report).to.deep.include({ missed: 0, unused: [] })
  })

  it('is told at once of a prompt that was not recorded, and what differs', async () => {
    const { path } = await record(() => () => undefined)
    const replay = await serve(path)
    const other = await runClient(await folders(), { prompt: 'do something else', baseUrl: replay.url })
    const { report, stderr, code } = await replay.stop()
    expect(other.result?.is_error, describeClient(other)).to.equal(true)
    expect(
      other.events.some(({ subtype }) => subtype === 'api_retry'),
      describeClient(other),
    ).to.equal(false)
    expect(stderr)
      .to.match(/the nearest, #1, differs first at \/messages\/0\/content\/\d\/text/)
      .and.contain('do as you are told')
      .and.contain('do something else')
    expect(report).to.deep.include({ missed: 1, unused: [1] })
    expect(code).to.equal(11)
  })
})
