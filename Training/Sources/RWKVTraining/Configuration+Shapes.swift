// Names and shapes of a model's parameters, as official checkpoints have them.

// The letters are the papers'.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

extension Configuration {
  /// Names and shapes of all parameters, as official checkpoints have them; those of rows are ours.
  public var parameterShapes: [(name: String, shape: [Int])] {
    let C = width
    var shapes: [(String, [Int])] = [("emb.weight", [vocabularySize, C])]
    for layer in 0..<layerCount {
      let block = "blocks.\(layer)."
      for norm in layer == 0 ? ["ln0", "ln1", "ln2"] : ["ln1", "ln2"] {
        shapes += [("\(block)\(norm).weight", [C]), ("\(block)\(norm).bias", [C])]
      }
      let own: [(String, [Int])] =
        switch generation {
        case .five: timeMixing5
        case .six: timeMixing6
        case .seven: timeMixing7(isFirst: layer == 0)
        }
      shapes += own.map { (block + "att." + $0.0, $0.1) }
      shapes += [(block + "att.ln_x.weight", [C]), (block + "att.ln_x.bias", [C])]
      shapes += channelMixing.map { (block + "ffn." + $0.0, $0.1) }
    }
    if !columnSizes.isEmpty {
      shapes += RowMixing.shapes(vocabularySize: vocabularySize, width: C)
    }
    return shapes + [
      ("ln_out.weight", [C]), ("ln_out.bias", [C]), ("head.weight", [vocabularySize, C]),
    ]
  }

  private func vectors(_ names: [String]) -> [(String, [Int])] {
    names.map { ($0, [1, 1, width]) }
  }

  private func matrices(_ names: [String]) -> [(String, [Int])] {
    names.map { ($0 + ".weight", [width, width]) }
  }

  private var timeMixing5: [(String, [Int])] {
    vectors(["r", "k", "v", "g"].map { "time_mix_" + $0 })
      + ["time_decay", "time_faaaa"].map { ($0, [headCount, headSize]) }
      + matrices(["receptance", "key", "value", "gate", "output"])
  }

  private var timeMixing6: [(String, [Int])] {
    let C = width
    return vectors(["x", "w", "k", "v", "r", "g"].map { "time_maa_" + $0 }) + [
      ("time_maa_w1", [C, 5 * mixRank]), ("time_maa_w2", [5, mixRank, C]),
      ("time_decay", [1, 1, C]), ("time_decay_w1", [C, decayRank]),
      ("time_decay_w2", [decayRank, C]), ("time_faaaa", [headCount, headSize]),
    ] + matrices(["receptance", "key", "value", "gate", "output"])
  }

  private func timeMixing7(isFirst: Bool) -> [(String, [Int])] {
    let C = width
    var shapes = vectors(["r", "w", "k", "v", "a", "g"].map { "x_" + $0 })
    var maps = [("w", decayRank), ("a", learningRateRank)]
    if !isFirst { maps.append(("v", valueRank)) }
    for (map, rank) in maps {
      shapes += [("\(map)0", [1, 1, C]), ("\(map)1", [C, rank]), ("\(map)2", [rank, C])]
    }
    shapes += [("g1", [C, gateRank]), ("g2", [gateRank, C])]
    shapes += vectors(["k_k", "k_a"])
    shapes.append(("r_k", [headCount, headSize]))
    return shapes + matrices(["receptance", "key", "value", "output"])
  }

  private var channelMixing: [(String, [Int])] {
    let (C, F) = (width, channelWidth)
    let outer: [(String, [Int])] = [("key.weight", [F, C]), ("value.weight", [C, F])]
    switch generation {
    case .five:
      return vectors(["time_mix_k", "time_mix_r"]) + outer + matrices(["receptance"])
    case .six:
      return vectors(["time_maa_k", "time_maa_r"]) + outer + matrices(["receptance"])
    case .seven: return vectors(["x_k"]) + outer
    }
  }
}
