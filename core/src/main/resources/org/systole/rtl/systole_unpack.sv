// Weights that lie in DRAM packed, 2^packing in the room of one, get their own room: the sign of each is extended. Where several
// packed words share a beat, the first one is unpacked, and `rest` is what lies behind it. A core has the packings that
// leave weights of at least 2 bits and words of whole beats, or beats of whole words of which a tile fills some
// (CoreConfig.packs); the others, as packing 0, pass the word as it is.
module systole_unpack #(
    parameter int N = 8,
    parameter int WEIGHT_BITS = 8,
    parameter int BUS_BITS = 64,
    localparam int WordBits = N * WEIGHT_BITS
) (
    input  logic [         1:0] packing,
    input  logic [WordBits-1:0] word,
    output logic [WordBits-1:0] weights,
    output logic [BUS_BITS-1:0] rest,
    // words in a beat but one
    output logic [         2:0] others
);
  localparam int Beats = WordBits / BUS_BITS;

  // for each packing, one behind the other
  logic [4*WordBits-1:0] unpacked;
  logic [4*BUS_BITS-1:0] behind;
  logic [11:0] sharing;
  logic [3:0] has;

  genvar p, lane;
  generate
    for (p = 0; p < 4; p = p + 1) begin : g_packing
      localparam int Parts = 1 << p;
      localparam int Bits = WEIGHT_BITS >> p;
      localparam int Shared = Parts > Beats ? Parts / Beats : 1;
      if (p > 0 && Bits >= 2 && Bits * Parts == WEIGHT_BITS && (Beats % Parts == 0 || Parts % Beats == 0) && Shared <= N)
      begin : g_has
        assign has[p] = 1'b1;
        for (lane = 0; lane < N; lane = lane + 1) begin : g_lane
          assign unpacked[p*WordBits+lane*WEIGHT_BITS+:WEIGHT_BITS] = {
            {WEIGHT_BITS - Bits{word[lane*Bits+Bits-1]}}, word[lane*Bits+:Bits]
          };
        end
        if (Shared > 1) begin : g_shared
          assign behind[p*BUS_BITS+:BUS_BITS] = BUS_BITS'(word[BUS_BITS-1:N*Bits]);
        end else begin : g_alone
          assign behind[p*BUS_BITS+:BUS_BITS] = '0;
        end
        assign sharing[p*3+:3] = 3'(Shared - 1);
      end else begin : g_none
        assign has[p] = 1'b0;
        assign unpacked[p*WordBits+:WordBits] = word;
        assign behind[p*BUS_BITS+:BUS_BITS] = '0;
        assign sharing[p*3+:3] = '0;
      end
    end
  endgenerate

  always_comb begin
    weights = word;
    rest = '0;
    others = '0;
    for (int i = 1; i < 4; i = i + 1)
      if (has[i] && packing == 2'(i)) begin
        weights = unpacked[i*WordBits+:WordBits];
        rest = behind[i*BUS_BITS+:BUS_BITS];
        others = sharing[i*3+:3];
      end
  end
endmodule
