// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "continuo",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "continuo", targets: ["continuo"]),
    .library(name: "Music", targets: ["Music"]),
    .library(name: "Beats", targets: ["Beats"]),
    .library(name: "Random", targets: ["Random"]),
    .library(name: "JSON", targets: ["JSON"]),
    .library(name: "Zip", targets: ["Zip"]),
    .library(name: "Metrics", targets: ["Metrics"]),
    .library(name: "MIDIFile", targets: ["MIDIFile"]),
    .library(name: "MusicXML", targets: ["MusicXML"]),
    .library(name: "ScoreFile", targets: ["ScoreFile"]),
    .library(name: "Tokens", targets: ["Tokens"]),
    .library(name: "MidiTok", targets: ["MidiTok"]),
    .library(name: "Corpus", targets: ["Corpus"]),
    .library(name: "Checkpoint", targets: ["Checkpoint"]),
    .library(name: "RWKV", targets: ["RWKV"]),
    .library(name: "Completion", targets: ["Completion"]),
    .library(name: "Rendering", targets: ["Rendering"]),
    .library(name: "Evaluation", targets: ["Evaluation"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    .target(name: "Music"),
    .target(name: "Beats", dependencies: ["Music"]),
    .target(name: "Random"),
    .target(name: "JSON"),
    .target(name: "Zip"),
    .target(name: "Metrics", dependencies: ["Music"]),
    .target(name: "MIDIFile", dependencies: ["Music"]),
    .target(name: "MusicXML", dependencies: ["Music", "Zip"]),
    .target(name: "ScoreFile", dependencies: ["Music", "MIDIFile", "MusicXML"]),
    .target(name: "Tokens", dependencies: ["Music", "JSON"]),
    .target(name: "MidiTok", dependencies: ["Music", "JSON", "Tokens"]),
    .target(name: "Checkpoint", dependencies: ["JSON", "Zip"]),
    .target(
      name: "Corpus",
      dependencies: [
        "Music", "Random", "Beats", "MIDIFile", "ScoreFile", "Tokens", "MidiTok",
      ]),
    .target(name: "CKernels"),
    .target(name: "RWKV", dependencies: ["Checkpoint", "CKernels"]),
    .target(name: "Completion", dependencies: ["Music", "Random", "Metrics", "Tokens", "RWKV"]),
    .target(name: "Rendering", dependencies: ["Music"]),
    .target(
      name: "Evaluation",
      dependencies: [
        "Music", "Random", "Metrics", "Tokens", "MidiTok", "Corpus", "RWKV", "Completion",
      ]),
    .executableTarget(
      name: "continuo",
      dependencies: [
        "Music", "Beats", "ScoreFile", "Tokens", "MidiTok", "Corpus", "Checkpoint", "RWKV",
        "Completion",
        "Rendering",
        "MIDIFile",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .testTarget(name: "MusicTests", dependencies: ["Music"]),
    .testTarget(name: "JSONTests", dependencies: ["JSON"]),
    .testTarget(name: "ZipTests", dependencies: ["Zip"]),
    .testTarget(
      name: "BeatsTests",
      dependencies: ["Beats", "Metrics", "MIDIFile", "Music", "Random", "ScoreFile"]),
    .testTarget(name: "MetricsTests", dependencies: ["Metrics", "Music"]),
    .testTarget(name: "MIDIFileTests", dependencies: ["MIDIFile", "Music"]),
    .testTarget(name: "MusicXMLTests", dependencies: ["MusicXML", "MIDIFile", "Music"]),
    .testTarget(name: "ScoreFileTests", dependencies: ["ScoreFile", "MIDIFile", "Music"]),
    .testTarget(
      name: "TokensTests", dependencies: ["Tokens", "MidiTok", "JSON", "MIDIFile", "Music"]),
    .testTarget(name: "CheckpointTests", dependencies: ["Checkpoint"]),
    .testTarget(
      name: "CorpusTests",
      dependencies: ["Corpus", "Beats", "MIDIFile", "Music", "Random", "Tokens", "MidiTok"]),
    .testTarget(name: "RWKVTests", dependencies: ["RWKV", "Checkpoint", "CKernels"]),
    .testTarget(
      name: "CompletionTests",
      dependencies: [
        "Completion", "Checkpoint", "Metrics", "Music", "Random", "RWKV", "Tokens", "MidiTok",
      ]),
    .testTarget(
      name: "EvaluationTests",
      dependencies: ["Evaluation", "Metrics", "Corpus", "Music", "Tokens", "MidiTok"]),
    .testTarget(name: "RenderingTests", dependencies: ["Rendering", "Music"]),
    .testTarget(name: "ContinuoTests", dependencies: ["MIDIFile", "Music"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c17
)
