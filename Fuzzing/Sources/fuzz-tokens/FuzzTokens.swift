// Any bytes as tokens, as a path through the grammar, and as a tokenizer's description.

import MidiTok
import Music
import Tokens

private let vocabularies = [REMI(.continuo), REMI(.miditok)]

/// Tokenizers of which any ids are decoded: of rows, with all that they can say, and of cells.
private let tokenizers: [Tokenizer] =
  [TokenizerConfiguration.Tokenization.compoundWord, .octuple].map {
    var configuration = TokenizerConfiguration.miditok
    configuration.tokenization = $0
    configuration.useChords = true
    configuration.useRests = true
    configuration.usePrograms = true
    return .rows(RowText(configuration))
  } + [.cells(Cells())]

/// The first byte chooses what the others are.
@_cdecl("LLVMFuzzerTestOneInput")
public func tryBytes(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let bytes = UnsafeBufferPointer(start: start, count: count)
  guard let choice = bytes.first else { return 0 }
  let rest = bytes.dropFirst()
  switch choice % 8 {
  case 0, 1: tryTokens(rest, vocabularies[Int(choice % 8)])
  case 2, 3: tryWalk(rest, vocabularies[Int(choice % 8) - 2])
  case 4, 5, 6: tryTokenizer(rest, tokenizers[Int(choice % 8) - 4])
  default: tryDescription(Array(rest))
  }
  return 0
}

private func ids(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> [Token] {
  let bytes = Array(bytes)
  return stride(from: 0, to: bytes.count - 1, by: 2).map {
    Token(Int(bytes[$0]) | Int(bytes[$0 + 1]) << 8)
  }
}

/// Any ids decode: as they are, and brought into the columns of rows, so that most rows say
/// something.
private func tryTokenizer(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ tokenizer: Tokenizer) {
  let tokens = ids(bytes)
  let firsts = tokenizer.columnSizes.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
  let rows = tokens.enumerated().map { index, token in
    let column = index % tokenizer.rowWidth
    return Token(firsts[column] + Int(token.id) % tokenizer.columnSizes[column])
  }
  for tokens in [tokens, rows] {
    let score = tokenizer.decode(tokens)
    guard score.barCount < 1000 else { continue }
    let again = tokenizer.encode(score)
    precondition(again.allSatisfy { Int($0.id) < tokenizer.vocabulary.count })
  }
}

/// Two bytes an id, also such as are in no vocabulary: any sequence decodes, and what it says can
/// be encoded.
private func tryTokens(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ remi: REMI) {
  let score = remi.decode(ids(bytes))
  let again = remi.encode(score)
  precondition(again.allSatisfy { Int($0.id) < remi.vocabulary.count })
}

/// Each byte chooses among the tokens that may follow: what the grammar allows encodes to itself,
/// but for empty bars at the end.
private func tryWalk(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ remi: REMI) {
  var grammar = REMIGrammar(remi)
  var mask = [Bool](repeating: false, count: remi.vocabulary.count)
  var tokens: [Token] = []
  func follow(_ choose: ([Int]) -> Int?) -> Bool {
    grammar.allowed(into: &mask)
    let allowed = mask.indices.filter { mask[$0] }
    precondition(!allowed.isEmpty, "nothing may follow")
    guard tokens.last != remi.endToken, let id = choose(allowed) else { return false }
    tokens.append(Token(id))
    grammar.accept(Token(id))
    return true
  }
  for byte in bytes.prefix(4096) where !follow({ $0[Int(byte) * $0.count / 256] }) { break }
  var left = 16
  while left > 0,
    follow({ allowed in
      let end = Int(remi.endToken.id)
      return allowed.contains(end)
        ? end
        : allowed.first { remi.kind(of: Token($0)) != .bar }
          ?? allowed.first
    })
  { left -= 1 }
  let score = remi.decode(tokens)
  let again = remi.encode(score)
  guard remi.configuration.removesDuplicatedNotes, tokens.last == remi.endToken else { return }
  let said = tokens.filter { remi.kind(of: $0) != .special }
  precondition(said.starts(with: again), "what the grammar allows does not encode to itself")
}

/// A tokenizer.json, whose vocabulary is made and used when it is one.
private func tryDescription(_ bytes: [UInt8]) {
  guard let tokenizer = try? Tokenizer(tokenizerJSON: bytes) else { return }
  let score = tokenizer.decode(tokenizer.vocabulary.indices.prefix(512).map { Token($0) })
  if score.barCount < 1000 { _ = tokenizer.encode(score) }
}
