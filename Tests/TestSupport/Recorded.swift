// The small models and takes in Tests/Recorded, which every clone has.

import Foundation

/// The small models and takes in Tests/Recorded, which every clone has; its make.py made them.
public enum Recorded {
  public static func file(_ name: String) -> URL { Repository.file("Tests/Recorded/\(name)") }

  /// A model of random weights with the vocabulary of the shipped ones.
  public static let cellsModel = file("tiny-cells.safetensors")
}
