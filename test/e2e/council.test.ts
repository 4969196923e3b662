import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { bash, callsTool, says } from '../support/chat-turns.ts'
import { type ClientFolders, describeClient, runClient, startClient } from '../support/claude-code.ts'
import { type CouncilClient, councilNames, hasTools, startCouncilClient } from '../support/council-client.ts'
import { chatJson, chatStream } from '../support/strict/openai-answers.ts'
import { textOf } from '../support/translated-client.ts'

const prompt =
  'write a file hello.sh that greets whoever runs it, then run the file and say what it has printed'
const advice = (plan: string) =>
  says(`PLAN: ${plan}\nSTEPS:\n- Write: hello.sh\n- Bash: run it\nCONFIDENCE: high`)
const broken = chatJson({ error: { message: 'broken', type: 'server_error' } }, 500)

/** What the lead does with the task. */
const acts = ({ work }: ClientFolders) => [
  callsTool('Write', { file_path: join(work, 'hello.sh'), content: 'echo hello from the council' }, 'call_1'),
  callsTool('Bash', bash('sh hello.sh'), 'call_2'),
  says('All done.'),
]

describe('Claude Code with a council behind the proxy', () => {
  let at: CouncilClient
  afterEach(() => at.close())

  /** The requests with tools, of which each step has made one. */
  const finishes = async () => {
    const client = await runClient(at.folders, { prompt, baseUrl: at.proxy.url })
    const said = describeClient(client)
    expect(client.result?.result, said).to.equal('All done.')
    expect(await readFile(join(at.folders.work, 'hello.sh'), 'utf8')).to.contain('hello from the council')
    const asked = at.requests('one')
    const acting = asked.filter(hasTools)
    expect(acting, said).to.have.lengthOf(3)
    expect(asked.slice(-3), 'nobody is asked for advice within the loop').to.deep.equal(acting)
    expect(textOf(acting.at(-1)?.messages.at(-1))).to.contain('hello from the council')
    for (const name of ['two', 'three'] as const) {
      expect(at.requests(name)).not.to.be.empty.and.not.to.satisfy((all: typeof asked) => all.some(hasTools))
    }
    const texts = acting.map(({ messages }) => textOf(messages.find(({ role }) => role === 'user')))
    expect(new Set(texts).size, 'what the person said stays as it was, with the advice').to.equal(1)
    return texts[0]
  }

  it('completes a task with tools: three advise and review, one acts through the loop', async () => {
    const plans = { one: advice('use echo'), two: advice('use printf'), three: advice('use cat') }
    at = await startCouncilClient({ mode: 'full', says: plans, acts })
    const text = await finishes()
    expect(text).to.contain('use echo').and.to.contain('use printf').and.to.contain('use cat')
    const asked = councilNames.map(name => at.requests(name).filter(request => !hasTools(request)).length)
    expect(Math.min(...asked), 'an answer and a review').to.be.at.least(2)
  })

  it('completes it in mode fast, with a member that fails', async () => {
    const plans = { one: advice('use echo'), two: broken, three: advice('use cat') }
    at = await startCouncilClient({ mode: 'fast', says: plans, acts })
    expect(await finishes()).to.contain('use cat')
    expect(at.requests('three'), 'no reviews').to.have.lengthOf(1)
  })

  it('completes it where no member has an answer and the lead is left', async () => {
    at = await startCouncilClient({ mode: 'fast', says: { one: broken, two: broken, three: broken }, acts })
    expect(await finishes()).not.to.contain('council-advice')
  })

  it('ends all calls when the client is interrupted while the members think', async () => {
    const hangs = chatStream([{ end: 'hang' }])
    at = await startCouncilClient({ mode: 'full', says: { one: hangs, two: hangs, three: hangs }, acts })
    const servers = Object.values(at.servers)
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
