import { expect } from 'chai'
import {
  brokenOff,
  errorOfAnswer,
  errorOfChunk,
  faultOf,
  noAnswer,
} from '../../../src/backends/shared/errors.ts'

const failure = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  errorOfAnswer(
    { status, headers, text: typeof body === 'string' ? body : JSON.stringify(body) },
    'host',
    'model-1',
  )
const openAi = (message: string, code: string | null = null, type = 'invalid_request_error') => ({
  error: { message, type, param: null, code },
})

describe('what an error body says', () => {
  it('is found wherever a host puts it (case 113)', () => {
    const bodies: readonly [unknown, string, string][] = [
      [openAi('no', 'some_code'), 'no', 'some_code'],
      [{ error: 'plain' }, 'plain', ''],
      [[{ error: { code: 400, message: 'gemini', status: 'INVALID_ARGUMENT' } }], 'gemini', '400'],
      [{ object: 'error', message: 'vllm', code: 400 }, 'vllm', '400'],
      [{ detail: 'fastapi' }, 'fastapi', ''],
      [{ detail: [{ loc: ['body'], msg: 'bad' }] }, '[{"loc":["body"],"msg":"bad"}]', ''],
    ]
    for (const [body, message, code] of bodies) {
      expect(faultOf(JSON.stringify(body)), message).to.deep.equal({ message, code })
    }
    expect(faultOf('just text').message).to.equal('just text')
    expect(faultOf('').message).to.equal('')
  })

  it('is never a web page', () => {
    const page = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>'
    expect(faultOf(page).message).to.equal('a web page instead of an answer: "502 Bad Gateway"')
  })

  it('never repeats a key (case 115)', () => {
    const said = faultOf(JSON.stringify(openAi('Incorrect API key provided: sk-proj-abcdef1234567890.')))
    expect(said.message).to.not.contain('abcdef')
    expect(faultOf('Bearer abcdefghijkl was refused').message).to.not.contain('abcdefghijkl')
  })
})

describe('the error of a status', () => {
  it('has a type of its own, whatever the host calls it', () => {
    const table: readonly [number, unknown, string, number][] = [
      [400, openAi('bad field'), 'invalid_request_error', 400],
      [401, openAi('no key'), 'authentication_error', 401],
      [400, openAi('API key not valid. Please pass a valid API key.'), 'authentication_error', 401],
      [402, openAi('Insufficient credits'), 'billing_error', 402],
      [429, openAi('You exceeded your current quota', 'insufficient_quota'), 'billing_error', 402],
      [429, openAi('Rate limit reached'), 'rate_limit_error', 429],
      [403, openAi('Country not supported'), 'permission_error', 403],
      [404, openAi('nothing here'), 'not_found_error', 404],
      [400, openAi('The model does not exist', 'model_not_found'), 'not_found_error', 404],
      [404, { error: 'model "x" not found, try pulling it first' }, 'not_found_error', 404],
      [408, '', 'timeout_error', 504],
      [413, 'too large', 'request_too_large', 413],
      [422, { detail: 'unknown key' }, 'invalid_request_error', 400],
      [500, openAi('oops'), 'api_error', 500],
      [500, { error: 'loading model' }, 'overloaded_error', 529],
      [502, '<html><title>Bad Gateway</title></html>', 'overloaded_error', 529],
      [503, '', 'overloaded_error', 529],
      [504, '', 'timeout_error', 504],
      [524, '', 'timeout_error', 504],
      [529, '', 'overloaded_error', 529],
    ]
    for (const [status, body, type, ours] of table) {
      const error = failure(status, body)
      expect([error.type, error.status], `${status} ${JSON.stringify(body)}`).to.deep.equal([type, ours])
    }
  })

  it('is not to be retried where a retry mends nothing (case 114)', () => {
    expect(failure(401, '').shouldRetry).to.equal(false)
    expect(failure(429, openAi('quota', 'insufficient_quota')).shouldRetry).to.equal(false)
    expect(failure(429, openAi('slow down')).shouldRetry).to.equal(undefined)
  })

  it('keeps the host’s own word on whether to try again, as far as its type leaves that open', () => {
    const said = (value: string) => ({ 'x-should-retry': value })
    expect(failure(529, openAi('busy'), said('false')).shouldRetry).to.equal(false)
    expect(failure(429, openAi('slow down'), said('true')).shouldRetry).to.equal(true)
    expect(failure(503, openAi('busy'), said('maybe')).shouldRetry).to.equal(undefined)
    expect(failure(401, openAi('no key'), said('true')).shouldRetry).to.equal(false)
  })

  it('keeps a status that no wait changes, and takes those of a network for what they mean', () => {
    expect(failure(501, openAi('not supported'))).to.include({ type: 'api_error', status: 501 })
    for (const status of [520, 526, 529]) expect(failure(status, '').type).to.equal('overloaded_error')
  })

  it('keeps when to try again, in seconds', () => {
    expect(failure(429, '', { 'retry-after': '7' }).retryAfter).to.equal(7)
    expect(failure(429, '', { 'retry-after-ms': '1500' }).retryAfter).to.equal(1.5)
    const gemini = [{ error: { message: 'slow', details: [{ '@type': 'RetryInfo', retryDelay: '12.5s' }] } }]
    expect(failure(429, gemini).retryAfter).to.equal(12.5)
    const spent = { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '7.5s' }
    expect(failure(429, '', spent).retryAfter).to.equal(7.5)
    expect(failure(429, '', { ...spent, 'retry-after': '2' }).retryAfter).to.equal(2)
    const date = new Date(Date.now() + 60_000).toUTCString()
    expect(failure(429, '', { 'retry-after': date }).retryAfter).to.be.within(50, 61)
    expect(failure(429, '', { 'retry-after': '86400' }).retryAfter).to.equal(86_400)
    expect(failure(429, '', { 'retry-after': '99999999' }).retryAfter).to.equal(undefined)
  })

  it('is no longer than a person reads, whatever the host has sent', () => {
    const long = 'B'.repeat(5_000_000)
    for (const body of [openAi(long), { detail: [long] }, { error: { message: { text: long } } }, long]) {
      expect(failure(400, body).message.length).to.be.below(2_100)
    }
  })

  it('names the model that does not exist, and says something even where the host does not', () => {
    expect(failure(404, openAi('not found')).message)
      .to.contain('model-1')
      .and.contain('host')
    expect(failure(500, '').message).to.contain('500')
  })
})

describe('context overflow', () => {
  it('is the request’s fault, whatever its status (cases 111 and 112)', () => {
    const message =
      'request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it'
    for (const status of [400, 413, 422]) {
      expect(failure(status, openAi(message))).to.include({
        type: 'invalid_request_error',
        status: 400,
        message: 'prompt is too long: 5000 tokens > 4096 maximum',
      })
    }
    expect(errorOfChunk({ message }, 'host', 'm').type).to.equal('invalid_request_error')
    expect(failure(429, openAi(message)).type).to.equal('rate_limit_error')
  })
})

describe('an error inside a stream', () => {
  it('has the type of its code', () => {
    expect(errorOfChunk({ message: 'x', code: 429 }, 'host', 'm').type).to.equal('rate_limit_error')
    expect(errorOfChunk({ message: 'x', code: 502 }, 'host', 'm').type).to.equal('overloaded_error')
    expect(errorOfChunk('broken', 'host', 'm').message).to.contain('broken')
  })

  it('is one that the client repeats where JSON lacks its end, and shows nothing of it', () => {
    const cut = noAnswer('{"choices":[{"message":{"content":"private', 'host')
    expect(cut).to.include({ type: 'overloaded_error', message: 'host broke off its answer' })
    expect(noAnswer('{"ok":true}', 'host').shouldRetry).to.equal(false)
  })

  it('is one that the client repeats, where the answer broke off', () => {
    expect(brokenOff('host').type).to.equal('overloaded_error')
  })
})
