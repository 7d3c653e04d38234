// The three parts of a dataset.

import Random

/// The three parts of a dataset; the raw value is the name of its files.
public enum Split: String, Hashable, Sendable, CaseIterable {
  case train
  case validation = "val"
  case test

  /// The part that a folder of this name holds.
  init?(folder: String) {
    switch folder.lowercased() {
    case "train", "training": self = .train
    case "val", "valid", "validation": self = .validation
    case "test": self = .test
    default: return nil
    }
  }

  /// A part drawn by a number: 5 in 100 for validation, 5 for test, the others for training.
  init(drawnBy splitHash: UInt64) {
    switch splitHash % 100 {
    case 0..<5: self = .validation
    case 5..<10: self = .test
    default: self = .train
    }
  }

  /// The number by which a piece's part is drawn: the same bytes fall into the same part on every
  /// machine, under every name.
  static func splitHash(of bytes: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325  // FNV-1a
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return SplitMix64.mixed(hash)
  }

  /// Of two equal pieces the one in the part with the higher rank stays.
  var rank: Int {
    switch self {
    case .train: 0
    case .validation: 1
    case .test: 2
    }
  }
}
