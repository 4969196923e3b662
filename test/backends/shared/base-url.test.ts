import { expect } from 'chai'
import { baseUrlOf, withQuery } from '../../../src/backends/shared/base-url.ts'

describe('a base URL', () => {
  it('is shown without what is secret in it', () => {
    expect(
      baseUrlOf('http://user:p%40ss-word@llm.example:81/v1/?key=sk-key-1&version=2026-11'),
    ).to.deep.equal({
      address: 'http://llm.example:81/v1',
      authorization: `Basic ${Buffer.from('user:p@ss-word').toString('base64')}`,
      query: '?key=sk-key-1&version=2026-11',
      secrets: ['p@ss-word', 'p%40ss-word', 'sk-key-1'],
    })
    expect(baseUrlOf('https://llm.example/')).to.deep.equal({
      address: 'https://llm.example',
      query: '',
      secrets: [],
    })
    expect(baseUrlOf('http://user:100%@h/v1').authorization).to.equal(
      `Basic ${Buffer.from('user:100%').toString('base64')}`,
    )
  })
  it('is refused with the path of a request behind it', () => {
    for (const path of ['/chat/completions', '/responses', '/messages/']) {
      expect(() => baseUrlOf(`https://u:p@h.example/v1${path}?key=k`)).to.throw(
        'which is added to it: write https://h.example/v1',
      )
    }
  })
  it('has its query behind the path, and behind another query', () => {
    expect(withQuery('http://h/v1/x', '?a=1')).to.equal('http://h/v1/x?a=1')
    expect(withQuery('http://h/v1/x?beta=true', '?a=1')).to.equal('http://h/v1/x?beta=true&a=1')
    expect(withQuery('http://h/v1/x', '')).to.equal('http://h/v1/x')
  })
})
