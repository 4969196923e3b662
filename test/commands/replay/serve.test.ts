import { join } from 'node:path'
import { expect } from 'chai'
import type { MessagesRequest } from '../../../src/anthropic/request.ts'
import { type Running, urlOf, Workshop } from '../../support/command-line.ts'
import { answerOf, requestOf } from '../../support/library.ts'
import { type PlainExchange, plainLines, writeLines } from '../../support/recordings.ts'

const ask = async (url: string, request: MessagesRequest): Promise<Response> =>
  fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  })

describe('claudecodex replay --serve', function () {
  this.timeout(40_000)
  let workshop: Workshop
  beforeEach(async () => {
    workshop = await Workshop.create()
  })
  afterEach(() => workshop.remove())

  const who = { class: 'other', by: 'rules' } as const
  const exchange = (text: string, more: Partial<PlainExchange> = {}): PlainExchange => ({
    request: requestOf([text]),
    answer: answerOf(`the answer to ${text}`),
    ...more,
    open: { who, ...more.open },
  })
  const serve = async (
    exchanges: readonly PlainExchange[],
    ...words: readonly string[]
  ): Promise<Running & { readonly url: string }> => {
    await writeLines(join(workshop.work, 'session.jsonl'), plainLines(exchanges))
    const running = workshop.start(['replay', 'session.jsonl', '--serve', '--port', '0', ...words])
    return { ...running, url: await urlOf(running) }
  }

  it('says what it serves, answers, shows which exchange it was, and tells at its end what was served', async () => {
    const running = await serve([exchange('one'), exchange('two')])
    const { stdout } = running.output.text()
    expect(stdout)
      .to.contain('recording session.jsonl, of 2026-11-26T10:00:00.000Z')
      .and.contain('exchanges 2\n')
      .and.contain('models    claude-sonnet-5-5\n')
      .and.contain(`ANTHROPIC_BASE_URL=${running.url} `)
    const streamed = await ask(running.url, requestOf(['one']))
    expect(streamed.headers.get('x-claudecodex-replay')).to.equal('#1 exact')
    expect(await streamed.text())
      .to.contain('the answer to one')
      .and.contain('event: message_stop')
    const whole = await ask(running.url, requestOf(['two'], { stream: false }))
    expect(await whole.json()).to.deep.equal(answerOf('the answer to two'))
    await running.waitFor(/other answered by #2 exact/)
    running.process.kill('SIGTERM')
    const end = await running.finished()
    expect(end.code).to.equal(0)
    expect(end.stdout).to.match(/✓/).and.to.contain('  replayed  2 of 2 exchanges: 2 exact\n')
  })

  it('needs no configuration that works, and runs nothing of one but the monitor', async () => {
    await workshop.write(
      'claudecodex.config.json',
      '{ "backend": "work", "backends": { "work": { "use": "openai" } } }',
    )
    const running = await serve([exchange('one')], '--json')
    expect((await ask(running.url, requestOf(['one'], { model: 'openai:gpt-5.1' }))).status).to.equal(200)
    expect(running.output.text().stdout).to.contain('"plugins":["log"]')
  })

  it('gives failures as they were recorded', async () => {
    const error = { type: 'rate_limit_error', message: 'Slow down', status: 429 } as const
    const { answer: _, ...failing } = exchange('one', { end: { outcome: 'failed', error } })
    const running = await serve([failing, exchange('one')])
    const failed = await ask(running.url, requestOf(['one']))
    expect([failed.status, failed.headers.get('x-claudecodex-replay')]).to.deep.equal([429, '#1 exact'])
    expect(await failed.json()).to.deep.equal({
      type: 'error',
      error: { type: 'rate_limit_error', message: 'Slow down' },
    })
    expect((await ask(running.url, requestOf(['one']))).status).to.equal(200)
  })

  it('tells client and person of a miss, and ends with 11 where that was to be told', async () => {
    const running = await serve([exchange('one')], '--strict-unused')
    const missed = await ask(running.url, requestOf(['another']))
    expect([missed.status, missed.headers.get('x-should-retry')]).to.deep.equal([404, 'false'])
    expect(await missed.text())
      .to.contain('#1')
      .and.contain('/messages/0/content')
    await running.waitFor(/- "one"\n.*\+ "another"/)
    running.process.kill('SIGTERM')
    const { code, stdout } = await running.finished()
    expect(code).to.equal(11)
    expect(stdout).to.contain('missed    one request').and.contain('unused    #1 other')
  })

  it('serves the rest where a body is damaged, and names what it is', async () => {
    const request = { rope: ['{"model":'], bytes: 9 }
    const running = await serve([exchange('one', { open: { who, request } }), exchange('two')])
    expect(running.output.text().stdout).to.contain('exchanges 1, and 1 that cannot answer\n')
    await running.waitFor(/#1 holds a body that is no JSON: it cannot answer/)
    expect((await ask(running.url, requestOf(['two']))).status).to.equal(200)
  })

  it('says of one that has answered already that it may do so again', async () => {
    const running = await serve([exchange('one')])
    await (await ask(running.url, requestOf(['one']))).text()
    const missed = await ask(running.url, requestOf(['one']))
    expect(missed.status).to.equal(404)
    expect(await missed.text()).to.contain('#1 has answered already; --reuse lets it answer again')
  })

  it('does not start where there is nothing to serve', async () => {
    await writeLines(join(workshop.work, 'session.jsonl'), plainLines([exchange('one')]))
    const { code, stdout, stderr } = await workshop.run([
      'replay',
      'session.jsonl',
      '--serve',
      '--filter',
      '#1000',
    ])
    expect([code, stdout]).to.deep.equal([2, ''])
    expect(stderr).to.contain('there is nothing to serve: no exchange of the recording fits')
  })

  it('asks the backend for what was not recorded, where it may', async () => {
    const running = await serve([exchange('one')], '--on-miss', 'live', '--model', 'demo:some-model')
    const live = await ask(running.url, requestOf(['Hello'], { stream: false }))
    expect(live.headers.get('x-claudecodex-replay')).to.equal('live')
    expect(await live.json()).to.include({ model: 'some-model' })
    expect(await (await ask(running.url, requestOf(['one']))).text()).to.contain('the answer to one')
  })

  it('counts tokens and lists models without a recorded count', async () => {
    const { url } = await serve([exchange('one')])
    const { messages, model } = requestOf(['one'])
    const counted = await fetch(`${url}/v1/messages/count_tokens`, {
      method: 'POST',
      body: JSON.stringify({ model, messages }),
    })
    expect(await counted.json())
      .to.have.property('input_tokens')
      .above(1)
    expect(counted.headers.get('x-claudecodex-estimated')).to.equal('true')
    const { data } = (await (await fetch(`${url}/v1/models`)).json()) as { data: readonly { id: string }[] }
    expect(data.map(({ id }) => id)).to.deep.equal(['claude-sonnet-5-5'])
  })

  it('says what is wrong with a recording, and with a flag', async () => {
    await workshop.write('other.jsonl', '{"a":1}\n')
    const cases = [
      [['replay', 'gone.jsonl', '--serve'], /there is no file .*gone\.jsonl/],
      [['replay', 'other.jsonl', '--serve'], /is no recording of claudecodex/],
      [['replay', 'other.jsonl', '--serve', '--timing', 'slow'], /fast, real, or a factor/],
      [['replay', 'other.jsonl', '--serve', '--normalize', '('], /Unterminated group/],
    ] as const
    const ends = await Promise.all(cases.map(([words]) => workshop.run(words)))
    for (const [index, { code, stderr }] of ends.entries()) {
      expect(stderr).to.match(cases[index]?.[1] ?? /-/)
      expect(code, stderr).to.equal(2)
      expect(stderr).not.to.contain('    at ')
    }
  })
})
