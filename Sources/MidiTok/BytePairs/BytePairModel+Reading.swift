// The parts of a trained byte-pair model, read from its JSON.

import JSON
import Tokens

extension BytePairModel {
  /// Refuses what would give other ids than this module does.
  static func refuseUnsupported(_ file: JSON) throws(TokenizerConfigurationError) {
    guard let model = file["model"], model["type"]?.string == "BPE" else {
      throw .unsupported(option: "_model")
    }
    for name in ["dropout", "unk_token"] where model[name] ?? .null != .null {
      throw .unsupported(option: "_model.\(name)")
    }
    for name in ["continuing_subword_prefix", "end_of_word_suffix"] {
      if let affix = model[name]?.string, !affix.isEmpty {
        throw .unsupported(option: "_model.\(name)")
      }
    }
    for name in ["byte_fallback", "ignore_merges"] where model[name]?.bool == true {
      throw .unsupported(option: "_model.\(name)")
    }
    if let words = file["pre_tokenizer"], words != .null {
      guard words["type"]?.string == "Metaspace", words["prepend_scheme"]?.string == "always" else {
        throw .unsupported(option: "_model.pre_tokenizer")
      }
    }
    for name in ["normalizer", "post_processor"] where file[name] ?? .null != .null {
      throw .unsupported(option: "_model.\(name)")
    }
  }

  /// The REMI ids by the characters that stand for them.
  ///
  /// Characters are compared as scalars: some of them are canonically equivalent to others.
  static func characters(
    _ document: JSON, _ vocabulary: [String]
  ) throws(TokenizerConfigurationError) -> [Unicode.Scalar: Int] {
    guard let base = document["_vocab_base"]?.members, base.count == vocabulary.count else {
      throw .invalid(option: "_vocab_base")
    }
    var ids: [String: Int] = [:]
    for member in base {
      guard let id = member.value.int, vocabulary.indices.contains(id),
        vocabulary[id] == member.name
      else { throw .invalid(option: "_vocab_base") }
      ids[member.name] = id
    }
    var characters: [Unicode.Scalar: Int] = [:]
    for member in document["_vocab_base_byte_to_token"]?.members ?? [] {
      let scalars = member.name.unicodeScalars
      guard scalars.count == 1, let character = scalars.first, let name = member.value.string,
        let id = ids[name]
      else { throw .invalid(option: "_vocab_base_byte_to_token") }
      characters[character] = id
    }
    guard characters.count == vocabulary.count else {
      throw .invalid(option: "_vocab_base_byte_to_token")
    }
    return characters
  }

  /// The merged ids by what they are written as: all from 0 on, none twice.
  static func vocabulary(
    _ model: JSON
  ) throws(TokenizerConfigurationError) -> [[Unicode.Scalar]: Int] {
    guard let members = model["vocab"]?.members, members.count <= 65536 else {
      throw .invalid(option: "_model")
    }
    var ids: [[Unicode.Scalar]: Int] = [:]
    for member in members {
      guard let id = member.value.int else { throw .invalid(option: "_model") }
      ids[Array(member.name.unicodeScalars)] = id
    }
    guard ids.count == members.count, Set(ids.values) == Set(0..<members.count)
    else { throw .invalid(option: "_model") }
    return ids
  }

  /// The two sides of a merge, written as a list or, by older versions, with a space between.
  static func pair(_ merge: JSON) -> (left: [Unicode.Scalar], right: [Unicode.Scalar])? {
    var sides = merge.array?.compactMap { $0.string.map { Array($0.unicodeScalars) } } ?? []
    if let text = merge.string {
      sides = text.unicodeScalars.split(separator: " ").map { Array($0) }
    }
    return sides.count == 2 ? (sides[0], sides[1]) : nil
  }
}
