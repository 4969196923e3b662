import { expect } from 'chai'
import {
  canonical,
  mayHold,
  openEnd,
  placeholderOf,
  placeholders,
} from '../../../plugins/redact/placeholder.ts'
import { key } from './support.ts'

const name = placeholderOf('email', 'ada@mail.example', key)

describe('a placeholder', () => {
  it('is one word of ASCII, whose length only its kind decides', () => {
    for (let index = 0; index < 500; index += 1) {
      expect(placeholderOf('email', `value ${index}`, key)).to.match(/^cdx_email_\d[0-9abd-hjkmnp-tv-z]{7}$/)
    }
  })
  it('is the same for the same value and key, and another for others', () => {
    expect(placeholderOf('email', 'ada@mail.example', key)).to.equal(name)
    expect(placeholderOf('email', 'bob@mail.example', key)).not.to.equal(name)
    expect(placeholderOf('email', 'ada@mail.example', new Uint8Array(32).fill(1))).not.to.equal(name)
    expect(placeholderOf('email', 'ada@mail.example', key, 1)).not.to.equal(name)
  })
  it('is recognised as models write it', () => {
    for (const written of [
      name,
      name.toUpperCase(),
      name.replaceAll('_', '\\_'),
      name.replaceAll('_', '\\\\_'),
    ]) {
      expect(`a${written}b`.match(placeholders()), written).to.deep.equal([written])
      expect(canonical(written)).to.equal(name)
      expect(mayHold(written)).to.equal(true)
    }
  })
  it('is not seen in other words', () => {
    for (const text of [
      'cdx_',
      'cdx_email',
      'cdx_email_short',
      'cdx__12345678',
      'cdx_e-mail_12345678',
      'cdx_email_a2345678',
      'cdx_email_1234567c',
    ]) {
      expect(text.match(placeholders()), text).to.equal(null)
    }
  })
})

describe('the open end of a text', () => {
  it('is every beginning of a placeholder', () => {
    for (const written of [name, name.toUpperCase(), name.replaceAll('_', '\\\\_')]) {
      for (let length = 1; length < written.length; length += 1) {
        expect(openEnd(`the ${written.slice(0, length)}`), written.slice(0, length)).to.equal(length)
      }
    }
  })
  it('is no letter of a whole one', () => {
    expect(openEnd('cdx_google_3e4zfphx')).to.equal(0)
    expect(openEnd('cdx_google_3e4zfphxcd')).to.equal(2)
  })
  it('is nothing behind a whole one, and where none can begin', () => {
    for (const text of ['', name, `${name} `, 'cd ', 'cdx!', 'cdxa', `cdx_${'a'.repeat(17)}`]) {
      expect(openEnd(text), text).to.equal(0)
    }
  })
})
