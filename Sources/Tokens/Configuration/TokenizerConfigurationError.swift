// Why a tokenizer's configuration cannot be used.

/// Why a tokenizer's configuration cannot be used; options have MidiTok's names.
public enum TokenizerConfigurationError: Error, Hashable, Sendable {
  /// The file is not JSON from this byte on.
  case notJSON(offset: Int)
  /// The option is set to something that MidiTok offers and this module does not.
  case unsupported(option: String)
  /// The option is missing, or its value makes no sense.
  case invalid(option: String)
}

extension TokenizerConfigurationError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notJSON(let offset): "not JSON from byte \(offset) on"
    case .unsupported(let option): "the option \(option) is set to what is not supported"
    case .invalid(let option): "the option \(option) is missing or makes no sense"
    }
  }
}
