import { expect } from 'chai'
import { printable, printableLine } from '../../src/commands/printable.ts'

describe('text of others', () => {
  it('gives a terminal no orders', () => {
    expect(printable('a\u001b[2Jb\u0007\u009b1m\r')).to.equal('a\\u{1b}[2Jb\\u{7}\\u{9b}1m\\u{d}')
    expect(printable('x\u202ey\u2066z\u007f')).to.equal('x\\u{202e}y\\u{2066}z\\u{7f}')
  })
  it('stays what it is otherwise, lines included', () => {
    expect(printable('größer\n漢字 😀 ’')).to.equal('größer\n漢字 😀 ’')
    expect(printableLine('a\nb')).to.equal('a\\nb')
  })
})
