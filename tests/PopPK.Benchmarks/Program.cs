using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Running;
using PopPK.Benchmarks;

if (args is ["fits", .. var names])
{
    FitTable.Print(names);
    return;
}

if (args is ["simulation", .. var models])
{
    SimulationTable.Print(models);
    return;
}

if (args is ["vpc"])
{
    PredictiveTable.Print();
    return;
}

// Where a machine has other things to do as well, the smallest time says what the code costs, and building takes a while.
var config = DefaultConfig.Instance
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumn(StatisticColumn.Min)
    .WithBuildTimeout(TimeSpan.FromMinutes(10));

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
