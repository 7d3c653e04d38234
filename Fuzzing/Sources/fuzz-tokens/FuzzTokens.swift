// Any bytes as tokens, as a path through the grammar, and as a tokenizer's description.

import Music
import Tokens

private let vocabularies = [REMI(.continuo), REMI(.miditok)]

/// The first byte chooses what the others are.
@_cdecl("LLVMFuzzerTestOneInput")
public func tryBytes(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let bytes = UnsafeBufferPointer(start: start, count: count)
  guard let choice = bytes.first else { return 0 }
  let rest = bytes.dropFirst()
  switch choice % 8 {
  case 0, 1: tryTokens(rest, vocabularies[Int(choice % 8)])
  case 2, 3: tryWalk(rest, vocabularies[Int(choice % 8) - 2])
  default: tryTokenizer(Array(rest))
  }
  return 0
}

/// Two bytes an id, also such as are in no vocabulary: any sequence decodes, and what it says can
/// be encoded.
private func tryTokens(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ remi: REMI) {
  let bytes = Array(bytes)
  let tokens = stride(from: 0, to: bytes.count - 1, by: 2).map {
    Token(Int(bytes[$0]) | Int(bytes[$0 + 1]) << 8)
  }
  let score = remi.decode(tokens)
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
private func tryTokenizer(_ bytes: [UInt8]) {
  guard let configuration = try? TokenizerConfiguration(tokenizerJSON: bytes) else { return }
  let remi = REMI(configuration)
  let score = remi.decode(remi.vocabulary.indices.prefix(512).map { Token($0) })
  if score.barCount < 1000 { _ = remi.encode(score) }
}
