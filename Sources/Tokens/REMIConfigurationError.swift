// Why a tokenizer's configuration cannot be used.

/// Why a tokenizer's configuration cannot be used; options have MidiTok's names.
public enum REMIConfigurationError: Error, Hashable, Sendable {
  /// The file is not JSON from this byte on.
  case notJSON(offset: Int)
  /// The option is set to something that MidiTok offers and this module does not.
  case unsupported(option: String)
  /// The option is missing, or its value makes no sense.
  case invalid(option: String)
  /// Whoever read the file lost the order of this option's members, which decides the ids;
  /// `REMIConfiguration.init(tokenizerJSON:)` keeps it.
  case unordered(option: String)
}

extension REMIConfigurationError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notJSON(let offset): "not JSON from byte \(offset) on"
    case .unsupported(let option): "the option \(option) is set to what is not supported"
    case .invalid(let option): "the option \(option) is missing or makes no sense"
    case .unordered(let option): "the order of \(option) was lost; use init(tokenizerJSON:)"
    }
  }
}
