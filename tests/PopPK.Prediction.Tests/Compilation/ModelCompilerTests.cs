using PopPK.Symbolics;
using PopPK.TestKit;
using Xunit;
namespace PopPK.Prediction.Tests.Compilation;

public class ModelCompilerTests
{
    [Fact]
    public void Dump()
    {
        foreach (var m in new[] { TestModels.Theophylline(), TestModels.TwoCompartments(true), TestModels.MichaelisMenten(), TestModels.Decline() })
        {
            var c = PopPK.Prediction.Compilation.ModelCompiler.Compile(m).Model!;
            Console.WriteLine(m.Name + ": " + c.Solver.Description);
            foreach (var d in c.Phi.Definitions) Console.WriteLine($"  {d.Symbol} [{d.Role}] = {d.Value}");
            foreach (var o in c.Observations) Console.WriteLine($"  mean {o.Mean} var {o.Variance}");
        }
    }
}
