import { expect } from 'chai'
import { headerValue } from '../../src/server/headers.ts'

describe('the value of a header', () => {
  it('is cleaned of what HTTP cannot carry', () => {
    expect(headerValue('qwen-千问\r\nx: y')).to.equal('qwen-????x: y')
  })
})
