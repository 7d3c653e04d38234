// The tokenizations that are compared.

import MidiTok
import Music
import Tokens

/// One of the tokenizations that are compared: from a score to tokens and back.
struct TokenizationWay {
  let name: String
  /// How many tokens stand side by side and count as one.
  let columns: Int
  /// How many tokens, or rows of them, a score becomes, and the score that they become again.
  let roundTrip: @Sendable (Score) -> (count: Int, decoded: Score)

  static func all(_ pairs: BytePairEncoding?) -> [TokenizationWay] {
    var result = [of(REMI(configuration(.remi)))]
    if let pairs { result.append(of(pairs)) }
    result.append(of(CompoundWord(configuration(.compoundWord))))
    var octuple = configuration(.octuple)
    result.append(of(Octuple(octuple)))
    octuple.barLimit = 2048
    result.append(of(Octuple(octuple)))
    result.append(of(Cells()))
    return result
  }

  /// Tempos, metres, chords and pedals, as far as a tokenization has them.
  static func configuration(
    _ tokenization: TokenizerConfiguration.Tokenization
  ) -> TokenizerConfiguration {
    var configuration = TokenizerConfiguration.miditok
    configuration.tokenization = tokenization
    configuration.useChords = true
    return configuration
  }

  private static func of(_ remi: REMI) -> TokenizationWay {
    TokenizationWay(name: "REMI", columns: 1) { score in
      let tokens = remi.encode(score)
      return (tokens.count, remi.decode(tokens))
    }
  }

  private static func of(_ pairs: BytePairEncoding) -> TokenizationWay {
    TokenizationWay(name: "REMI, \(pairs.count) byte pairs", columns: 1) { score in
      let tokens = pairs.encode(score)
      return (tokens.count, pairs.decode(tokens))
    }
  }

  private static func of(_ words: CompoundWord) -> TokenizationWay {
    TokenizationWay(name: "Compound Word", columns: words.vocabularies.count) { score in
      let rows = words.encode(score)
      return (rows.count, words.decode(rows))
    }
  }

  private static func of(_ octuple: Octuple) -> TokenizationWay {
    let name = "Octuple of \(octuple.configuration.barLimit) bars"
    return TokenizationWay(name: name, columns: octuple.vocabularies.count) { score in
      let rows = octuple.encode(score)
      return (rows.count, octuple.decode(rows))
    }
  }

  private static func of(_ cells: Cells) -> TokenizationWay {
    TokenizationWay(name: "Cells", columns: 1) { score in
      let hands = score.dividedIntoHands()
      let tokens = cells.encode(score, right: hands.right, left: hands.left).tokens(cells)
      return (tokens.count, cells.decode(tokens))
    }
  }
}
