// The three parts of a dataset.

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

  /// A part drawn by the bytes of a piece: 5 in 100 for validation, 5 for test, the others for
  /// training. The same bytes fall into the same part on every machine, under every name.
  init(drawnFor bytes: some Sequence<UInt8>) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325  // FNV-1a
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    switch SplitMix64.mixed(hash) % 100 {
    case 0..<5: self = .validation
    case 5..<10: self = .test
    default: self = .train
    }
  }
}
