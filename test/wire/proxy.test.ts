import { expect } from 'chai'
import { type Environment, isLoopback, proxyFor } from '../../src/wire/proxy.ts'

const target = 'https://llm.example:8443/v1'
const to = (url: string, environment: Environment): string | undefined =>
  proxyFor(new URL(url), environment)?.url.href

describe('the proxy for a URL', () => {
  it('is none where no variable names one', () => {
    expect(to(target, {})).to.equal(undefined)
    expect(to(target, { HTTPS_PROXY: ' ' })).to.equal(undefined)
  })
  it('is named by the variable of the URL’s scheme, else by ALL_PROXY, in lower or upper case', () => {
    expect(
      to(target, { HTTPS_PROXY: 'http://a:1', HTTP_PROXY: 'http://b:1', ALL_PROXY: 'http://c:1' }),
    ).to.equal('http://a:1/')
    expect(to('http://llm.example', { HTTPS_PROXY: 'http://a:1', http_proxy: 'http://b:1' })).to.equal(
      'http://b:1/',
    )
    expect(to(target, { HTTP_PROXY: 'http://b:1', all_proxy: 'https://c' })).to.equal('https://c/')
    expect(to(target, { HTTPS_PROXY: 'http://a:1', https_proxy: 'http://lower:1' })).to.equal(
      'http://lower:1/',
    )
  })
  it('may be written without a scheme', () => {
    expect(to(target, { HTTPS_PROXY: 'proxy.corp:3128' })).to.equal('http://proxy.corp:3128/')
  })
  it('keeps its credentials apart from its URL', () => {
    const proxy = proxyFor(new URL(target), { HTTPS_PROXY: 'http://me:p%40ss%@proxy.corp:3128' })
    expect(proxy?.url.href).to.equal('http://proxy.corp:3128/')
    expect(proxy?.variable).to.equal('HTTPS_PROXY')
    expect(proxy?.authorization).to.equal(`Basic ${Buffer.from('me:p%40ss%').toString('base64')}`)
    const decoded = proxyFor(new URL(target), { HTTPS_PROXY: 'me:p%40ss@proxy.corp' })
    expect(decoded?.authorization).to.equal(`Basic ${Buffer.from('me:p@ss').toString('base64')}`)
  })
  it('is a fault that names the variable, and not its value, where it cannot be used', () => {
    for (const [value, words] of [
      ['socks5://me:canary@proxy.corp:1080', 'socks5'],
      ['http://', 'not the URL of a proxy'],
      ['http://me:canary@', 'not the URL of a proxy'],
    ] as const) {
      expect(() => to(target, { ALL_PROXY: value }))
        .to.throw(words)
        .with.property('message')
        .that.contains('ALL_PROXY')
        .and.not.contains('canary')
    }
  })
  it('is never asked for this machine', () => {
    const environment = { ALL_PROXY: 'http://a:1' }
    const local = [
      'localhost',
      'x.localhost',
      '127.0.0.1',
      '127.9.9.9',
      '[::1]',
      '0.0.0.0',
      '[::ffff:127.0.0.1]',
    ]
    for (const host of local) {
      expect(isLoopback(new URL(`http://${host}`).hostname), host).to.equal(true)
      expect(to(`http://${host}:1234`, environment), host).to.equal(undefined)
    }
    for (const host of ['localhost.example', '128.0.0.1', '10.0.0.1', '[::2]', '127.example']) {
      expect(to(`http://${host}`, environment), host).to.equal('http://a:1/')
    }
  })
})

describe('NO_PROXY', () => {
  const direct = (noProxy: string, url = target): boolean =>
    to(url, { ALL_PROXY: 'http://a:1', NO_PROXY: noProxy }) === undefined

  it('excludes a host and all below it', () => {
    for (const entry of [
      'llm.example',
      '.llm.example',
      '*.llm.example',
      'example',
      'LLM.Example',
      'x, llm.example',
      'x llm.example',
    ])
      expect(direct(entry), entry).to.equal(true)
    for (const entry of ['', 'lm.example', 'llm.example.org', 'other.llm.example', ',']) {
      expect(direct(entry), entry).to.equal(false)
    }
  })
  it('excludes everything by a star', () => {
    expect(direct('*')).to.equal(true)
    expect(direct('x,*')).to.equal(true)
  })
  it('excludes one port where it names one', () => {
    expect(direct('llm.example:8443')).to.equal(true)
    expect(direct('llm.example:443')).to.equal(false)
    expect(direct('llm.example:443', 'https://llm.example')).to.equal(true)
    expect(direct('llm.example:80', 'http://llm.example')).to.equal(true)
  })
  it('knows addresses of both kinds', () => {
    expect(direct('10.0.0.7', 'http://10.0.0.7:1234')).to.equal(true)
    for (const entry of ['fd00::7', '[fd00::7]', '[fd00::7]:1234']) {
      expect(direct(entry, 'http://[fd00::7]:1234'), entry).to.equal(true)
    }
    expect(direct('[fd00::7]:1', 'http://[fd00::7]:1234')).to.equal(false)
  })
  it('may be written in lower case, which wins', () => {
    const environment = { ALL_PROXY: 'http://a:1', NO_PROXY: 'other', no_proxy: 'llm.example' }
    expect(to(target, environment)).to.equal(undefined)
  })
})
