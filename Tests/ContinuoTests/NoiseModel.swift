// A checkpoint of random numbers, written byte by byte.

import Foundation

/// A small RWKV-7 of random numbers in a safetensors file.
enum NoiseModel {
  /// The vocabulary of the project's own models, in a tokenizer.json.
  static let tokenizer = """
    {"config": {"pitch_range": [21, 108], "beat_res": {"0_4": 12, "4_12": 4},
      "use_velocities": true, "use_time_signatures": true,
      "time_signature_range": {"4": [\(numerators)], "8": [\(numerators)], "16": [\(numerators)]},
      "use_sustain_pedals": true, "use_pitchdrum_tokens": false, "remove_duplicated_notes": true,
      "special_tokens": ["PAD", "BOS", "EOS", "MASK"],
      "additional_params": {"reads_halves_as_quarters": true}}, "tokenization": "Cells"}
    """
  static let vocabularySize = 576
  private static let numerators = (1...24).map(String.init).joined(separator: ", ")

  static let bytes = make()
  static let bytesWithoutTokenizer = make(metadata: [:])

  static func make(
    metadata: [String: String] = ["tokenizer": tokenizer], without left: String? = nil
  ) -> [UInt8] {
    var header: [String: Any] = metadata.isEmpty ? [:] : ["__metadata__": metadata]
    var data: [UInt8] = []
    var state: UInt32 = 1
    for (name, shape) in shapes where name != left {
      let begin = data.count
      let centre: Float = name.contains("ln") && name.hasSuffix("weight") ? 1 : 0
      for _ in 0..<shape.reduce(1, *) {
        state = state &* 1_664_525 &+ 1_013_904_223
        let value = centre + Float(state >> 8) / Float(1 << 24) - 0.5
        withUnsafeBytes(of: value.bitPattern.littleEndian) { data += $0 }
      }
      header[name] = ["dtype": "F32", "shape": shape, "data_offsets": [begin, data.count]]
    }
    guard let text = try? JSONSerialization.data(withJSONObject: header, options: .sortedKeys)
    else { preconditionFailure("the header is JSON") }
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { [UInt8]($0) } + text + data
  }

  private static var shapes: [(String, [Int])] {
    let (C, N, D, V) = (32, 16, 8, vocabularySize)  // swift-format-ignore: AlwaysUseLowerCamelCase
    var shapes = [("emb.weight", [V, C]), ("head.weight", [V, C])]
    func norm(_ name: String) { shapes += [("\(name).weight", [C]), ("\(name).bias", [C])] }
    norm("ln_out")
    norm("blocks.0.ln0")
    for block in ["blocks.0", "blocks.1"] {
      for name in ["ln1", "ln2", "att.ln_x"] { norm("\(block).\(name)") }
      let biases = block == "blocks.0" ? ["w", "a"] : ["w", "a", "v"]
      let vectors =
        ["x_r", "x_w", "x_k", "x_v", "x_a", "x_g", "k_k", "k_a"] + biases.map { "\($0)0" }
      shapes += vectors.map { ("\(block).att.\($0)", [1, 1, C]) }
      for name in biases + ["g"] {
        shapes += [("\(block).att.\(name)1", [C, D]), ("\(block).att.\(name)2", [D, C])]
      }
      shapes.append(("\(block).att.r_k", [C / N, N]))
      shapes += ["receptance", "key", "value", "output"].map {
        ("\(block).att.\($0).weight", [C, C])
      }
      shapes += [
        ("\(block).ffn.x_k", [1, 1, C]), ("\(block).ffn.key.weight", [4 * C, C]),
        ("\(block).ffn.value.weight", [C, 4 * C]),
      ]
    }
    return shapes
  }
}
