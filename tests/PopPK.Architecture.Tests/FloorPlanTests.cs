using System.Xml.Linq;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Architecture.Tests;

public class FloorPlanTests
{
    [Fact]
    public void Every_room_has_a_floor_and_a_line_in_the_plan()
    {
        var plan = File.ReadAllText(RepositoryFiles.Path("src", "README.md"));
        Assert.True(House.Rooms.Count >= 13, $"only {House.Rooms.Count} rooms were found");
        foreach (var room in House.Rooms)
        {
            Assert.True(House.Floors.TryGetValue(room, out var floor), $"PopPK.{room} is not in the plan");
            Assert.Contains($"| {floor} | `PopPK.{room}` |", plan, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_room_has_the_name_of_its_folder_and_only_its_own_project() =>
        Assert.All(SourceTree.Files(".csproj"), file => Assert.Matches(@"^(PopPK\.\w+)/\1\.csproj$", file.Path));

    [Fact]
    public void References_go_down()
    {
        foreach (var (path, text) in SourceTree.Files(".csproj"))
        {
            var room = SourceTree.Room(path);
            foreach (var target in ReferencedRooms(text))
            {
                Assert.True(
                    House.Floors[target] < House.Floors[room],
                    $"{room} (floor {House.Floors[room]}) refers to {target} (floor {House.Floors[target]})");
            }
        }
    }

    [Fact]
    public void The_lowest_rooms_refer_to_nothing()
    {
        foreach (var (path, text) in SourceTree.Files(".csproj").Where(f => House.Floors[SourceTree.Room(f.Path)] == 0))
        {
            Assert.Empty(ReferencedRooms(text));
        }
    }

    [Fact]
    public void The_built_assemblies_refer_down_too()
    {
        foreach (var room in House.Rooms)
        {
            var targets = House.Load(room).GetReferencedAssemblies()
                .Where(a => a.Name!.StartsWith("PopPK.", StringComparison.Ordinal))
                .Select(a => a.Name!["PopPK.".Length..]);
            Assert.All(targets, target => Assert.True(House.Floors[target] < House.Floors[room], $"{room} refers to {target}"));
        }
    }

    private static IEnumerable<string> ReferencedRooms(string project) =>
        XDocument.Parse(project).Descendants("ProjectReference")
            .Select(reference => reference.Attribute("Include")?.Value)
            .OfType<string>()
            .Select(target => Path.GetFileNameWithoutExtension(target.Replace('\\', '/')))
            .Select(name => name["PopPK.".Length..]);
}
