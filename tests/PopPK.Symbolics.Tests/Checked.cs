using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace PopPK.Symbolics.Tests;

/// <summary>Runs properties on the same random cases every time.</summary>
internal static class Checked
{
    /// <summary>Requires a property of random cases.</summary>
    /// <param name="cases">Makes the cases.</param>
    /// <param name="assertion">Throws where the property does not hold.</param>
    /// <param name="count">Number of cases.</param>
    public static void ForAll<T>(Gen<T> cases, Action<T> assertion, int count = 300)
    {
        var replay = FSharpOption<Replay>.Some(new Replay(new Rnd(20240611, 1), FSharpOption<int>.None));
        Prop.ForAll(Arb.From(cases), assertion).Check(Config.QuickThrowOnFailure.WithReplay(replay).WithMaxTest(count));
    }
}
