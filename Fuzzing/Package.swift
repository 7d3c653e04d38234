// swift-tools-version: 6.1
// The fuzzer: what it tries and how to run it stands in Documentation/fuzzing.md.
import PackageDescription

/// A program whose `main` is libFuzzer's.
func fuzzer(_ name: String, _ modules: [String]) -> Target {
  .executableTarget(
    name: name, dependencies: modules.map { .product(name: $0, package: "continuo") },
    swiftSettings: [.unsafeFlags(["-parse-as-library"])])
}

let package = Package(
  name: "continuo-fuzzing",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "continuo", path: "..")],
  targets: [
    fuzzer("fuzz-midi", ["Music", "MIDIFile", "Tokens"]),
    fuzzer("fuzz-musicxml", ["Music", "MIDIFile", "MusicXML"]),
    fuzzer("fuzz-tokens", ["Music", "Tokens", "MidiTok"]),
  ],
  swiftLanguageModes: [.v6]
)
