import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { bash, callsTool, says } from '../support/chat-turns.ts'
import { describeClient, runClient, startClient } from '../support/claude-code.ts'
import { type CouncilClient, startCouncilClient } from '../support/council-client.ts'
import { chatJson, chatStream } from '../support/strict/openai-answers.ts'
import { textOf, toolNames } from '../support/translated-client.ts'

const prompt =
  'write a file hello.sh that greets whoever runs it, then run the file and say what it has printed'
const advice = (plan: string) =>
  says(`PLAN: ${plan}\nSTEPS:\n- Write: hello.sh\n- Bash: run it\nCONFIDENCE: high`)

describe('Claude Code with a council behind the proxy', () => {
  let at: CouncilClient
  afterEach(() => at.close())

  /** What the lead does with the task. */
  const acts = () => {
    const file = join(at.folders.work, 'hello.sh')
    return [
      callsTool('Write', { file_path: file, content: 'echo hello from the council' }, 'call_1'),
      callsTool('Bash', bash('sh hello.sh'), 'call_2'),
      says('All done.'),
    ]
  }

  const finishes = async () => {
    const client = await runClient(at.folders, { prompt, baseUrl: at.proxy.url })
    const said = describeClient(client)
    expect(client.result?.result, said).to.equal('All done.')
    expect(await readFile(join(at.folders.work, 'hello.sh'), 'utf8')).to.contain('hello from the council')
    return said
  }

  it('completes a task with tools: three advise and review once, one acts through the loop', async () => {
    at = await startCouncilClient('full')
    const { one, two, three } = at.servers
    one.answer(advice('use echo'), says('reviewed'), ...acts())
    two.answer(advice('use printf'), says('reviewed'))
    three.answer(advice('use cat'), says('reviewed'))
    const said = await finishes()

    expect(
      ['one', 'two', 'three'].map(name => at.requests(name as 'one').length),
      said,
    ).to.deep.equal([5, 2, 2])
    expect(at.requests('two').flatMap(toolNames)).to.deep.equal([])
    const acting = at.requests('one').slice(2)
    for (const request of acting) {
      expect(toolNames(request)).to.include.members(['Bash', 'Write'])
      expect(JSON.stringify(request.messages)).to.contain('use printf')
    }
    const start = ({ messages }: (typeof acting)[number]) =>
      messages.filter(({ role }) => role === 'user').map(textOf)[0]
    expect(new Set(acting.map(start)).size, 'the advice stays as it was').to.equal(1)
    expect(textOf(acting.at(-1)?.messages.at(-1))).to.contain('hello from the council')
  })

  it('completes it in mode fast, with a member that fails', async () => {
    at = await startCouncilClient('fast')
    const { one, two, three } = at.servers
    one.answer(advice('use echo'), ...acts())
    two.answer(chatJson({ error: { message: 'broken', type: 'server_error' } }, 500))
    three.answer(advice('use cat'))
    const said = await finishes()
    expect(
      ['one', 'two', 'three'].map(name => at.requests(name as 'one').length),
      said,
    ).to.deep.equal([4, 1, 1])
    expect(JSON.stringify(at.requests('one')[1]?.messages)).to.contain('use cat')
  })

  it('completes it where all others fail and the lead is left', async () => {
    at = await startCouncilClient('fast')
    const { one, two, three } = at.servers
    const broken = chatJson({ error: { message: 'broken', type: 'server_error' } }, 500)
    one.answer(broken, ...acts())
    two.answer(broken)
    three.answer(broken)
    await finishes()
    expect(JSON.stringify(at.requests('one')[1]?.messages)).not.to.contain('council-advice')
  })

  it('ends all calls when the client is interrupted while the members think', async () => {
    at = await startCouncilClient('full')
    const servers = Object.values(at.servers)
    for (const server of servers) server.answer(chatStream([{ end: 'hang' }]))
    const client = startClient(at.folders, { prompt, baseUrl: at.proxy.url })
    const thinking = await Promise.all(servers.map(server => server.request(0)))
    client.process.kill('SIGINT')
    await client.finished
    expect(await Promise.all(thinking.map(({ ended }) => ended))).to.deep.equal([false, false, false])
    const { exchanges } = await at.proxy.quiet()
    expect(exchanges).to.include({ open: 0, answered: 0 })
    expect(servers.map(({ received }) => received.length)).to.deep.equal([1, 1, 1])
  })
})
