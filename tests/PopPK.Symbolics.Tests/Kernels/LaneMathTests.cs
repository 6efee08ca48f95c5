using System.Runtime.Intrinsics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Symbolics.Tests.Kernels;

public sealed class LaneMathTests
{
    private static readonly Vector512<double> _x = Vector512.Create(0.1, 0.5, 1, 1.5, 2, 3, 7, 20);

    [Fact]
    public void Every_function_is_the_one_of_single_numbers()
    {
        foreach (var function in Enum.GetValues<ElementaryFunction>())
        {
            var lanes = LaneMath.Apply(_x, (int)function);
            for (var i = 0; i < LaneFunction.Width; i++)
            {
                Assert.Equal(Interpreter.Apply(function, _x.GetElement(i)), lanes.GetElement(i));
            }
        }
    }

    [Fact]
    public void A_power_is_the_one_of_single_numbers_and_nothing_is_allocated()
    {
        var y = Vector512.Create(-2.0, 0, 0.5, 1, 2, 2.5, -0.5, 3);
        var powers = LaneMath.Power(_x, y);
        for (var i = 0; i < LaneFunction.Width; i++)
        {
            Assert.Equal(Math.Pow(_x.GetElement(i), y.GetElement(i)), powers.GetElement(i));
        }

        Allocation.IsZero(() =>
        {
            LaneMath.Power(_x, y);
            LaneMath.Apply(_x, (int)ElementaryFunction.LogGamma);
        });
    }
}
