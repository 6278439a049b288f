/** The way that numbers go: to the right in fprop, to the left in bprop. */
export function FlowLine({ direction }: { readonly direction: "fprop" | "bprop" }) {
  return (
    <div class={`flowline ${direction}`}>
      <span>{direction}</span>
    </div>
  );
}
