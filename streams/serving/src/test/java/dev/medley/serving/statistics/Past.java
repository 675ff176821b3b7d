package dev.medley.serving.statistics;

import java.util.HexFormat;

/**
 * What 0.1.0 wrote of arm sft of task email: an answer that cost 3 at time 1700000000000, another
 * of 0.25 half a second later, a silent response one second later, and one that waits after two.
 */
final class Past {
  static final byte[] WAITING =
      bytes("020005656d61696c00037366740000018bcfe56fd0000757414954494e47ffffffff0000000000000000");

  static final byte[] ANSWERED =
      bytes(
          "020005656d61696c00037366740000018bcfe568000008414e535745524544000000014008000000000000");

  /** The answer's. */
  static final byte[] CHANGE =
      bytes(
          "02010005656d61696c00037366740000018bcfe568000008414e535745524544000000014008000000000000");

  static final byte[] TOTAL =
      bytes(
          "0200000000000000010000000000000001000000020000018bcfe568000000018bcfe568000000000000000001"
              + "40080000000000003ff21a3919b7ac893ff47b2b743ca08b0000018bcfe569f40000018bcfe569f4000000"
              + "00000000013fd0000000000000bff0cc1248b56ccc3ff1a24f63bdd0d1");

  private Past() {}

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
