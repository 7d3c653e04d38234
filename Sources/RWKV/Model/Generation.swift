// Which generation of RWKV a checkpoint holds, as the names of its tensors tell.

/// The generations that can be run, by the official numbers.
public enum Generation: String, Hashable, Sendable, CaseIterable {
  /// With a decay for each channel and a gate.
  case five = "5.2"
  case six = "6"
  case seven = "7"
}

/// What the tensors of a checkpoint are, as far as their names and the shape of one of them tell.
enum CheckpointKind: Hashable {
  case generation(Generation)
  /// In words.
  case other(String)

  /// - Parameter decayShape: Of `blocks.0.att.time_decay`, where there is one.
  init(names: some Collection<String>, decayShape: [Int]?) {
    func has(_ suffix: String) -> Bool { names.contains { $0.hasSuffix(suffix) } }
    func has(whole name: String) -> Bool { names.contains { $0 == name } }
    if names.isEmpty {
      self = .other("a file without tensors")
    } else if has("att.r_k") || has("att.k_k") {
      self = .generation(.seven)
    } else if has("att.time_maa_x") {
      self = .generation(.six)
    } else if has("att.ln_x.weight") || has("att.time_faaaa") {
      let isPerChannel = decayShape.map { $0.count == 2 && $0[1] > 1 } ?? true
      self = isPerChannel ? .generation(.five) : .other("RWKV-5.0 or 5.1")
    } else if has("att.time_decay") {
      self = .other("RWKV-4")
    } else if has(whole: "lm_head.weight") || has(whole: "model.embeddings.weight") {
      self = .other("a model in Hugging Face's names")
    } else {
      self = .other("not an RWKV model")
    }
  }
}
